// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/enumtext.h"
#include "core/domain/identifier.h"

namespace remirai {

enum class MoveState { Running, Completed, Cancelled, Failed };

inline constexpr EnumTexts<MoveState, 4> kMoveStateTexts{{{MoveState::Running, u"running"},
                                                          {MoveState::Completed, u"completed"},
                                                          {MoveState::Cancelled, u"cancelled"},
                                                          {MoveState::Failed, u"failed"}}};

inline constexpr int kMaxMovesPerSecond = 500; // that a task may be asked to keep to

// Messages on their way out of a dead-letter queue: a task goes on by itself, over restarts, until none is visible.
struct MoveTask
{
    MoveTaskId id;
    QString source; // queue name
    QString destination; // empty = each message goes where it came from
    int perSecond = 0; // 0 = as fast as others allow
    MoveState state = MoveState::Running;
    QString failure; // why it failed; SQS's word for it
    qint64 moved = 0;
    qint64 toMove = 0; // visible when it began
    qint64 startedAtMs = 0;
    qint64 ranAtMs = 0; // its last bite
};

} // namespace remirai
