// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai::ui {

// What a page asks again and again. While an answer is under way, however slow, the same question need not be repeated;
// a different one makes the answers to earlier ones void. GUI thread.
//
//     if (m_question.isOpen()) return;
//     client.get(…, [this, number = m_question.ask()](auto &&answer) { if (m_question.close(number)) show(answer); });
class Question
{
public:
    bool isOpen() const { return m_isOpen; }

    quint64 ask()
    {
        m_isOpen = true;
        return ++m_number;
    }

    // Whether this is what was asked last.
    bool close(quint64 number)
    {
        if (number != m_number)
            return false;
        m_isOpen = false;
        return true;
    }

    // No answer is wanted any more.
    void drop()
    {
        m_isOpen = false;
        ++m_number;
    }

private:
    quint64 m_number = 0;
    bool m_isOpen = false;
};

} // namespace remirai::ui
