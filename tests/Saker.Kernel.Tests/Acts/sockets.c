/* Talks to itself: TCP over IPv4 and IPv6, UDP, Unix. */
#include "act.h"

static struct sockaddr_in ipv4(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int main(void)
{
	struct sockaddr_in any = ipv4(0);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	told("listener", listener);
	DO("bind", SYS_bind, listener, &any, sizeof(any));
	struct sockaddr_in foreign = { .sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = inet_addr("203.0.113.1") };
	DO("bind_failed", SYS_bind, listener, &foreign, sizeof(foreign));
	DO("listen", SYS_listen, listener, 5);
	DO("listen_failed", SYS_listen, 999, 5);
	told("port", port_of(listener));

	struct sockaddr_in address = ipv4(port_of(listener));
	int client = socket(AF_INET, SOCK_STREAM, 0);
	DO("connect", SYS_connect, client, &address, sizeof(address));
	told("client_port", port_of(client));
	struct sockaddr_in closed = ipv4(1);
	int refused = socket(AF_INET, SOCK_STREAM, 0);
	DO("connect_failed", SYS_connect, refused, &closed, sizeof(closed));
	long accepted = DO("accept4", SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	DO("accept_failed", SYS_accept, 999, NULL, NULL);
	DO("sendto", SYS_sendto, client, "hello, server", 13, 0, NULL, 0);
	char buffer[256];
	DO("recvfrom", SYS_recvfrom, accepted, buffer, sizeof(buffer), 0, NULL, NULL);
	DO("recvfrom_failed", SYS_recvfrom, accepted, buffer, sizeof(buffer), 0, NULL, NULL);
	struct iovec pieces[2] = { { "one ", 4 }, { "two", 3 } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	DO("sendmsg", SYS_sendmsg, client, &message, 0);
	DO("sendmsg_failed", SYS_sendmsg, 999, &message, 0);
	struct iovec into = { buffer, sizeof(buffer) };
	struct msghdr received = { .msg_iov = &into, .msg_iovlen = 1 };
	DO("recvmsg", SYS_recvmsg, accepted, &received, 0);

	struct sockaddr_in6 any6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int listener6 = socket(AF_INET6, SOCK_STREAM, 0);
	bind(listener6, (struct sockaddr *)&any6, sizeof(any6));
	listen(listener6, 1);
	any6.sin6_port = htons(port_of(listener6));
	told("port6", port_of(listener6));
	int client6 = socket(AF_INET6, SOCK_STREAM, 0);
	DO("connect6", SYS_connect, client6, &any6, sizeof(any6));
	DO("accept", SYS_accept, listener6, NULL, NULL);

	int receiver = socket(AF_INET, SOCK_DGRAM, 0);
	bind(receiver, (struct sockaddr *)&any, sizeof(any));
	struct sockaddr_in datagram = ipv4(port_of(receiver));
	told("udp_port", port_of(receiver));
	int sender = socket(AF_INET, SOCK_DGRAM, 0);
	DO("sendto_udp", SYS_sendto, sender, "datagram", 8, 0, &datagram, sizeof(datagram));

	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0saker-kernel-test" };
	int unix_listener = socket(AF_UNIX, SOCK_STREAM, 0);
	DO("bind_unix", SYS_bind, unix_listener, &name, sizeof(sa_family_t) + 18);
	listen(unix_listener, 1);
	int unix_client = socket(AF_UNIX, SOCK_STREAM, 0);
	DO("connect_unix", SYS_connect, unix_client, &name, sizeof(sa_family_t) + 18);
	return 0;
}
