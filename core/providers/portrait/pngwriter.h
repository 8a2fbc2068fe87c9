// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/portrait/canvas.h"

#include <QByteArray>
#include <memory>

struct z_stream_s;

namespace remirai {

// Turns canvases into palette PNGs (https://www.w3.org/TR/png-3/). Keeps zlib's memory from one to the next; one
// thread.
class PngWriter
{
public:
    PngWriter(); // throws std::bad_alloc
    ~PngWriter();
    PngWriter(const PngWriter &) = delete;
    PngWriter &operator=(const PngWriter &) = delete;

    QByteArray write(const Canvas &canvas);

private:
    QByteArrayView compressed(std::span<const quint8> bytes);

    std::unique_ptr<z_stream_s> m_stream;
    QByteArray m_compressed;
};

} // namespace remirai
