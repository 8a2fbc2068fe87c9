// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/scenario/measured.h"
#include "ui/client/session.h"

namespace remirai::ui {

class MainWindow;

// What the server has measured of itself, as the start of a scenario: arrivals, the time of a call by step, the share
// of attempts that fail, slots and limits of the queues that the saga uses. Pure.
sim::MeasuredSystem measuredSystem(const OverviewStatus &overview);

// The planner's two pages, at the end of the window's own: Simulator, which needs no server but can start from what the
// session's has measured, and Viral spike, which plays against it.
void addPlanning(MainWindow &window, Session &session);

} // namespace remirai::ui
