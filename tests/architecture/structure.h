// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/architecture/sourcetext.h"

#include <vector>

namespace remirai::architecture {

// Found by counting braces, not by parsing: good enough for code that clang-format has laid out.
struct FunctionSpan
{
    int firstLine = 0; // where the declaration begins, from 1
    int lastLine = 0;

    int lineCount() const { return lastLine - firstLine + 1; }
};

// Every function with a body at namespace or class scope.
std::vector<FunctionSpan> findFunctions(const SourceText &source);

// The lines, from 1, of `default:` labels in a switch whose other labels are all enumerators of ours (Status::Ready).
// Qt's enums (Qt::Key_A, QEvent::Timer) are open-ended and need one.
std::vector<int> findDefaultsOverEnums(const SourceText &source);

} // namespace remirai::architecture
