// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace remirai {

struct RawAnswer
{
    int status = 0; // 0: none came
    QByteArray head;
    QByteArray body;

    QByteArray header(QByteArrayView name) const; // the first of that name, null when none
};

// A blocking client on a bare socket, so that a test decides every byte. Each read waits at most the timeout.
class RawClient
{
public:
    explicit RawClient(quint16 port, int timeoutMs = 5'000);
    RawClient(RawClient &&other) noexcept;
    RawClient &operator=(RawClient &&) = delete;
    ~RawClient();

    // A socket that is not connected yet.
    static RawClient unconnected(int timeoutMs = 5'000);
    bool connectTo(quint16 port);

    bool isConnected() const { return m_connected; }
    bool send(const QByteArray &bytes); // false when the peer has gone
    RawAnswer get(const char *target, const QByteArray &lines = {});
    RawAnswer read(bool withBody = true);
    QByteArray readSome(); // whatever comes next; empty at the end or at the timeout
    bool endsInTime(); // drops what comes until the peer ends the connection

    void endSending(); // half-close
    void reset(); // closes with RST
    void close();
    void setReceiveBuffer(int bytes);

private:
    RawClient() = default;
    void open(int timeoutMs);
    bool fill(); // one more read into m_buffer

    int m_descriptor = -1;
    bool m_connected = false;
    QByteArray m_buffer;
};

QByteArray getRequest(const char *target, const QByteArray &lines = {});
QByteArray postRequest(const char *target, const QByteArray &body);

} // namespace remirai
