// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/rawclient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace remirai {

QByteArray RawAnswer::header(QByteArrayView name) const
{
    const QByteArray lower = head.toLower();
    const QByteArray wanted = "\r\n" + name.toByteArray().toLower() + ": ";
    const qsizetype at = lower.indexOf(wanted);
    if (at < 0)
        return {};
    const qsizetype start = at + wanted.size();
    return head.mid(start, head.indexOf("\r\n", start) - start);
}

RawClient::RawClient(quint16 port, int timeoutMs)
{
    open(timeoutMs);
    connectTo(port);
}

RawClient::RawClient(RawClient &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_connected(other.m_connected)
    , m_buffer(std::move(other.m_buffer))
{ }

RawClient::~RawClient()
{
    close();
}

RawClient RawClient::unconnected(int timeoutMs)
{
    RawClient client;
    client.open(timeoutMs);
    return client;
}

void RawClient::open(int timeoutMs)
{
    m_descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval timeout{timeoutMs / 1'000, timeoutMs % 1'000 * 1'000};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    const int one = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

bool RawClient::connectTo(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    m_connected = ::connect(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    return m_connected;
}

bool RawClient::send(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t sent = ::send(m_descriptor, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        done += sent;
    }
    return true;
}

RawAnswer RawClient::get(const char *target, const QByteArray &lines)
{
    send(getRequest(target, lines));
    return read();
}

RawAnswer RawClient::read(bool withBody)
{
    RawAnswer answer;
    qsizetype end = 0;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (!fill())
            return answer;
    }
    answer.head = m_buffer.left(end + 2);
    m_buffer.remove(0, end + 4);
    const qsizetype length = withBody ? answer.header("content-length").toLongLong() : 0;
    while (m_buffer.size() < length) {
        if (!fill())
            return {};
    }
    answer.status = answer.head.mid(9, 3).toInt();
    answer.body = m_buffer.left(length);
    m_buffer.remove(0, length);
    return answer;
}

QByteArray RawClient::readSome()
{
    if (m_buffer.isEmpty())
        fill();
    return std::exchange(m_buffer, {});
}

bool RawClient::endsInTime()
{
    char scrap[65'536];
    ssize_t got = 0;
    while ((got = ::recv(m_descriptor, scrap, sizeof scrap, 0)) > 0) { }
    return got == 0 || errno == ECONNRESET;
}

void RawClient::endSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void RawClient::reset()
{
    const linger hard{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

void RawClient::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

void RawClient::setReceiveBuffer(int bytes)
{
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool RawClient::fill()
{
    char bytes[65'536];
    const ssize_t got = ::recv(m_descriptor, bytes, sizeof bytes, 0);
    if (got <= 0)
        return false;
    m_buffer.append(bytes, got);
    return true;
}

QByteArray getRequest(const char *target, const QByteArray &lines)
{
    return QByteArray("GET ").append(target).append(" HTTP/1.1\r\nHost: x\r\n").append(lines).append("\r\n");
}

QByteArray postRequest(const char *target, const QByteArray &body)
{
    return QByteArray("POST ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: x\r\nContent-Length: ")
        .append(QByteArray::number(body.size()))
        .append("\r\n\r\n")
        .append(body);
}

} // namespace remirai
