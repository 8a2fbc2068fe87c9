// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/local/traits.h"
#include "core/providers/model.h"

namespace remirai {

enum class Intent {
    Steering, // tries to change the character
    Greeting,
    Farewell,
    Thanks,
    HowAreYou,
    WhoAreYou,
    Joke,
    Advice,
    Sadness,
    Worry,
    Anger,
    Joy,
    Compliment,
    Question,
    Topic,
};

// What a message is about; the first that fits in the order above. Pure.
Intent intentOf(QStringView message);

// The word of a message that is worth coming back to, made harmless; empty when there is none.
QString topicOf(QStringView message);

// The persona's answer in its own voice. Pure: the same prompt, history and message give the same words. A line said in
// the last turns is not said again while another fits.
QString replyTo(const ChatRequest &request);

} // namespace remirai
