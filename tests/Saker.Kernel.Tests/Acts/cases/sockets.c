/* Sockets of several families made, named, connected, accepted and shut down. */
#include "act.h"
#include <linux/netlink.h>
#include <stddef.h>

#define LOOPBACK 0x7f000001

static struct sockaddr_in ipv4(unsigned address, int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address) };
}

static struct sockaddr_in6 ipv6(int port)
{
	return (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
}

static void made(void)
{
	CASE((SYS_socket, AF_INET, SOCK_STREAM, 0), "fd=@ domain=AF_INET type=1 proto=0 flags=0");
	CASE((SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP), "fd=@ domain=AF_INET type=0x80002 proto=17 flags=O_CLOEXEC");
	CASE((SYS_socket, AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP), "fd=@ domain=AF_INET type=0x803 proto=1 flags=O_NONBLOCK");
	CASE((SYS_socket, AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP), "fd=@ domain=AF_INET6 type=0x80801 proto=6 flags=O_NONBLOCK|O_CLOEXEC");
	CASE((SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0), "fd=@ domain=AF_UNIX type=5 proto=0 flags=0");
	CASE((SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "fd=@ domain=AF_NETLINK type=3 proto=0 flags=0");
	CASE((SYS_socket, AF_UNIX, SOCK_STREAM, 7), "fd=-EPROTONOSUPPORT domain=AF_UNIX type=1 proto=7 flags=0");
	CASE((SYS_socket, AF_INET, SOCK_STREAM, IPPROTO_UDP), "fd=-EPROTONOSUPPORT domain=AF_INET type=1 proto=17 flags=0");
	CASE((SYS_socket, 77, SOCK_STREAM, 0), "fd=-EAFNOSUPPORT domain=77 type=1 proto=0 flags=0");
	CASE((SYS_socket, AF_INET, SOCK_STREAM | 0x40, 0), "fd=-EINVAL domain=AF_INET type=0x41 proto=0 flags=0");
}

static void named(const char *directory)
{
	struct sockaddr_in any = ipv4(0, 0), taken, foreign = ipv4(0xcb007101, 80);
	struct sockaddr_in6 six = ipv6(0);
	struct sockaddr_un file = { .sun_family = AF_UNIX, .sun_path = "by-name" }, hidden = { .sun_family = AF_UNIX, .sun_path = "\0saker-cases" };
	struct sockaddr_nl link = { .nl_family = AF_NETLINK };
	int first = socket(AF_INET, SOCK_STREAM, 0), second = socket(AF_INET, SOCK_STREAM, 0), third = socket(AF_INET6, SOCK_DGRAM, 0);
	int local = socket(AF_UNIX, SOCK_STREAM, 0), abstract = socket(AF_UNIX, SOCK_DGRAM, 0), netlink = socket(AF_NETLINK, SOCK_RAW, 0);
	const int hidden_size = offsetof(struct sockaddr_un, sun_path) + 12;
	socklen_t size = sizeof(file);

	CASE((SYS_bind, first, &any, sizeof(any)), "res=0 addr=0.0.0.0:0 fd=%d", first);
	taken = ipv4(0, port_of(first));
	listen(first, 1);
	CASE((SYS_bind, second, &taken, sizeof(taken)), "res=-EADDRINUSE addr=0.0.0.0:%d fd=%d", ntohs(taken.sin_port), second);
	CASE((SYS_bind, second, &foreign, sizeof(foreign)), "res=-EADDRNOTAVAIL addr=203.0.113.1:80 fd=%d", second);
	CASE((SYS_bind, first, &any, sizeof(any)), "res=-EINVAL addr=0.0.0.0:0 fd=%d", first);
	CASE((SYS_bind, second, &any, 3), "res=-EINVAL addr=0.0.0.0:0 fd=%d", second);
	CASE((SYS_bind, second, NULL, sizeof(any)), "res=-EFAULT addr= fd=%d", second);
	CASE((SYS_bind, second, &any, -1), "res=-EINVAL addr=0.0.0.0:0 fd=%d", second);
	CASE((SYS_bind, CLOSED, &taken, sizeof(taken)), "res=-EBADF addr=0.0.0.0:%d fd=999", ntohs(taken.sin_port));
	CASE((SYS_bind, STDOUT_FILENO, &any, sizeof(any)), "res=-ENOTSOCK addr=0.0.0.0:0 fd=1");
	CASE((SYS_bind, third, &six, sizeof(six)), "res=0 addr=[::1]:0 fd=%d", third);
	CASE((SYS_bind, local, &file, sizeof(file)), "res=0 addr=unix:by-name fd=%d", local);
	CASE((SYS_bind, abstract, &hidden, hidden_size), "res=0 addr=unix:saker-cases fd=%d", abstract);
	CASE((SYS_bind, socket(AF_UNIX, SOCK_STREAM, 0), &file, sizeof(file)), "res=-EADDRINUSE addr=unix:by-name fd=%d", netlink + 1);
	CASE((SYS_bind, netlink, &link, sizeof(link)), "res=0 addr= fd=%d", netlink);

	CASE((SYS_listen, first, 0), "res=0 fd=%d backlog=0", first);
	CASE((SYS_listen, second, -1), "res=0 fd=%d backlog=-1", second);
	CASE((SYS_listen, local, 4096), "res=0 fd=%d backlog=4096", local);
	CASE((SYS_listen, third, 3), "res=-EOPNOTSUPP fd=%d backlog=3", third);
	CASE((SYS_listen, STDOUT_FILENO, 3), "res=-ENOTSOCK fd=1 backlog=3");
	CASE((SYS_getsockname, local, &file, &size), "");
	CASE((SYS_getsockname, local, NULL, NULL), "");
	CASE((SYS_getpeername, local, &file, &size), "");
	CASE((SYS_getpeername, CLOSED, NULL, NULL), "");
}

static void connected_over_ipv4(void)
{
	struct sockaddr_in any = ipv4(LOOPBACK, 0), address, closed = ipv4(LOOPBACK, 1), nowhere = ipv4(0xffffffff, 9);
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), soft = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int datagrams = socket(AF_INET, SOCK_DGRAM, 0), lost = socket(AF_INET, SOCK_STREAM, 0);

	bind(listener, (struct sockaddr *)&any, sizeof(any));
	listen(listener, 10);
	int port = port_of(listener);
	address = ipv4(LOOPBACK, port);
	CASE((SYS_accept4, listener, NULL, NULL, 77), "fd=-EINVAL tuple= queuepct=0 queuelen=0 queuemax=0 flags=0");
	CASE((SYS_connect, client, &address, sizeof(address)), "res=0 tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d addr=127.0.0.1:%d", port_of(client), port, client, port);
	CASE((SYS_connect, client, &address, sizeof(address)), "res=-EISCONN tuple= fd=%d addr=127.0.0.1:%d", client, port);
	CASE((SYS_connect, soft, &address, sizeof(address)), "res=-EINPROGRESS tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d addr=127.0.0.1:%d", port_of(soft), port, soft, port);
	CASE((SYS_accept, listener, NULL, NULL), "fd=@ tuple=127.0.0.1:%d->127.0.0.1:%d queuepct=10 queuelen=1 queuemax=10", port_of(client), port);
	CASE((SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC), "fd=@ tuple=127.0.0.1:%d->127.0.0.1:%d queuepct=0 queuelen=0 queuemax=10 flags=4096", port_of(soft), port);
	fcntl(listener, F_SETFL, O_NONBLOCK);
	CASE((SYS_accept, listener, NULL, NULL), "fd=-EAGAIN tuple= queuepct=0 queuelen=0 queuemax=0");
	CASE((SYS_accept4, listener, NULL, NULL, SOCK_NONBLOCK), "fd=-EAGAIN tuple= queuepct=0 queuelen=0 queuemax=0 flags=64");
	CASE((SYS_accept, client, NULL, NULL), "fd=-EINVAL tuple= queuepct=0 queuelen=0 queuemax=0");
	CASE((SYS_accept, STDOUT_FILENO, NULL, NULL), "fd=-ENOTSOCK tuple= queuepct=0 queuelen=0 queuemax=0");
	CASE((SYS_connect, lost, &closed, sizeof(closed)), "res=-ECONNREFUSED tuple= fd=%d addr=127.0.0.1:1", lost);
	CASE((SYS_connect, lost, &nowhere, sizeof(nowhere)), "res=! tuple= fd=%d addr=255.255.255.255:9", lost);
	CASE((SYS_connect, lost, NULL, 16), "res=-EFAULT tuple= fd=%d addr=", lost);
	CASE((SYS_connect, lost, &address, 1), "res=-EINVAL tuple= fd=%d addr=", lost);
	CASE((SYS_connect, CLOSED, &address, sizeof(address)), "res=-EBADF tuple= fd=999 addr=127.0.0.1:%d", port);
	CASE((SYS_connect, STDOUT_FILENO, &address, sizeof(address)), "res=-ENOTSOCK tuple= fd=1 addr=127.0.0.1:%d", port);
	CASE((SYS_connect, datagrams, &address, sizeof(address)), "res=0 tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d addr=127.0.0.1:%d", port_of(datagrams), port, datagrams, port);
	CASE((SYS_connect, datagrams, &none, sizeof(none)), "res=0 tuple=0.0.0.0:0->0.0.0.0:0 fd=%d addr=", datagrams);

	CASE((SYS_shutdown, client, SHUT_RD), "res=0 fd=%d how=SHUT_RD", client);
	CASE((SYS_shutdown, client, SHUT_RDWR), "res=0 fd=%d how=SHUT_RDWR", client);
	CASE((SYS_shutdown, client, 9), "res=-EINVAL fd=%d how=9", client);
	CASE((SYS_shutdown, lost, SHUT_WR), "res=-ENOTCONN fd=%d how=SHUT_WR", lost);
	CASE((SYS_shutdown, STDOUT_FILENO, SHUT_WR), "res=-ENOTSOCK fd=1 how=SHUT_WR");
}

static void connected_over_ipv6(void)
{
	struct sockaddr_in6 any = ipv6(0), address, closed = ipv6(1);
	int listener = socket(AF_INET6, SOCK_STREAM, 0), client = socket(AF_INET6, SOCK_STREAM, 0), lost = socket(AF_INET6, SOCK_STREAM, 0);
	int datagrams = socket(AF_INET6, SOCK_DGRAM, 0);
	socklen_t size = sizeof(address);

	bind(listener, (struct sockaddr *)&any, sizeof(any));
	listen(listener, 4);
	int port = port_of(listener);
	address = ipv6(port);
	CASE((SYS_connect, client, &address, sizeof(address)), "res=0 tuple=[::1]:%d->[::1]:%d fd=%d addr=[::1]:%d", port_of(client), port, client, port);
	CASE((SYS_accept4, listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), "fd=@ tuple=[::1]:%d->[::1]:%d queuepct=0 queuelen=0 queuemax=4 flags=4160", port_of(client), port);
	CASE((SYS_connect, lost, &closed, sizeof(closed)), "res=-ECONNREFUSED tuple= fd=%d addr=[::1]:1", lost);
	CASE((SYS_connect, lost, &address, sizeof(address) - 5), "res=-EINVAL tuple= fd=%d addr=[::]:%d", lost, port);
	CASE((SYS_getpeername, client, &address, &size), "");
	CASE((SYS_connect, datagrams, &address, sizeof(address)), "res=0 tuple=[::1]:%d->[::1]:%d fd=%d addr=[::1]:%d", port_of(datagrams), port, datagrams, port);
}

int main(int argc, char **argv)
{
	work_in(argv[1]);
	made();
	named(argv[1]);
	connected_over_ipv4();
	connected_over_ipv6();
	return 0;
}
