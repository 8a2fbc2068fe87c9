// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener.h"

#include <QHostAddress>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace remirai {

namespace {

constexpr int kBacklog = 4'096;

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;

    sockaddr *data() { return reinterpret_cast<sockaddr *>(&storage); }
};

SocketAddress socketAddress(const QHostAddress &host, quint16 port)
{
    SocketAddress address;
    if (host.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *ipv4 = reinterpret_cast<sockaddr_in *>(&address.storage);
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons(port);
        ipv4->sin_addr.s_addr = htonl(host.toIPv4Address());
        address.size = sizeof *ipv4;
    } else {
        auto *ipv6 = reinterpret_cast<sockaddr_in6 *>(&address.storage);
        const Q_IPV6ADDR bytes = host.toIPv6Address();
        ipv6->sin6_family = AF_INET6;
        ipv6->sin6_port = htons(port);
        std::memcpy(&ipv6->sin6_addr, bytes.c, sizeof bytes.c);
        address.size = sizeof *ipv6;
    }
    return address;
}

quint16 boundPort(int descriptor)
{
    SocketAddress address;
    address.size = sizeof address.storage;
    ::getsockname(descriptor, address.data(), &address.size);
    return ntohs(address.storage.ss_family == AF_INET ? reinterpret_cast<sockaddr_in *>(&address.storage)->sin_port
                                                      : reinterpret_cast<sockaddr_in6 *>(&address.storage)->sin6_port);
}

void turnOn(int descriptor, int level, int option)
{
    const int one = 1;
    ::setsockopt(descriptor, level, option, &one, sizeof one);
}

Error listenError(const QHostAddress &host, quint16 port, int reason)
{
    const QString where = QStringLiteral("%1 port %2").arg(host.toString()).arg(port);
    if (reason == EADDRINUSE)
        return {ErrorCode::Unavailable,
                QStringLiteral("%1 is in use by another program; stop it or choose another port.").arg(where),
                {},
                0};
    return {ErrorCode::InvalidArgument,
            QStringLiteral("Cannot listen on %1: %2.").arg(where, QString::fromLocal8Bit(std::strerror(reason))),
            {},
            0};
}

// The first socket of a port binds without SO_REUSEPORT, so that it fails when another process of the same user holds
// the port; otherwise the two would silently share its connections.
Result<int> listenOn(const QHostAddress &host, quint16 port, bool first)
{
    SocketAddress address = socketAddress(host, port);
    const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0)
        return listenError(host, port, errno);
    turnOn(descriptor, SOL_SOCKET, SO_REUSEADDR);
    turnOn(descriptor, IPPROTO_TCP, TCP_NODELAY); // accepted sockets inherit it
    if (address.storage.ss_family == AF_INET6) {
        const int onlyIpv6 = host != QHostAddress(QHostAddress::AnyIPv6) && host != QHostAddress(QHostAddress::Any);
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &onlyIpv6, sizeof onlyIpv6);
    }
    if (!first)
        turnOn(descriptor, SOL_SOCKET, SO_REUSEPORT);
    int failed = ::bind(descriptor, address.data(), address.size);
    if (first)
        turnOn(descriptor, SOL_SOCKET, SO_REUSEPORT);
    if (failed == 0)
        failed = ::listen(descriptor, kBacklog);
    if (failed == 0)
        return descriptor;
    const int reason = errno;
    ::close(descriptor);
    return listenError(host, port, reason);
}

} // namespace

Result<Listeners> Listeners::open(const QString &host, quint16 port, int count)
{
    QHostAddress address(host);
    if (host == QLatin1String("localhost"))
        address = QHostAddress(QHostAddress::LocalHost);
    if (address.isNull()) {
        return Error{
            ErrorCode::InvalidArgument, QStringLiteral("'%1' is not an IP address to listen on.").arg(host), {}, 0};
    }
    Listeners listeners;
    for (int i = 0; i < count; ++i) {
        auto descriptor = listenOn(address, i == 0 ? port : listeners.m_port, i == 0);
        if (!descriptor)
            return descriptor.error();
        listeners.m_descriptors.push_back(*descriptor);
        listeners.m_port = boundPort(*descriptor);
    }
    return listeners;
}

Listeners::~Listeners()
{
    for (const int descriptor : m_descriptors) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

int Listeners::release(size_t index)
{
    return std::exchange(m_descriptors[index], -1);
}

} // namespace remirai
