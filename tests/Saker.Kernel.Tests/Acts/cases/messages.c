/* What goes over sockets of several families: data, addresses and control data, one message or several at a time. */
#include "act.h"
#include <linux/netlink.h>
#include <stddef.h>

static char many[200], room[400];

/* Two connected sockets. */
struct ends {
	int near, far, near_port, far_port;
};

static struct ends connected(int family)
{
	struct sockaddr_in six_less = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr *address = family == AF_INET ? (struct sockaddr *)&six_less : (struct sockaddr *)&six;
	socklen_t size = family == AF_INET ? sizeof(six_less) : sizeof(six);
	int listener = socket(family, SOCK_STREAM, 0);
	struct ends ends = { .near = socket(family, SOCK_STREAM, 0) };

	bind(listener, address, size);
	listen(listener, 1);
	getsockname(listener, address, &size);
	connect(ends.near, address, size);
	ends.far = accept(listener, NULL, NULL);
	ends.near_port = port_of(ends.near);
	ends.far_port = port_of(listener);
	return ends;
}

#define BACK(ends) (ends).far_port, (ends).near_port
#define FORTH(ends) (ends).near_port, (ends).far_port
#define IPV4 "127.0.0.1:%d->127.0.0.1:%d"
#define IPV6 "[::1]:%d->[::1]:%d"

static void over_streams(void)
{
	struct ends four = connected(AF_INET), six = connected(AF_INET6);
	int unconnected = socket(AF_INET, SOCK_STREAM, 0);

	CASE((SYS_sendto, four.near, many, 150, 0, NULL, 0), "res=150 data=%.80s fd=%d size=150 tuple=" IPV4, many, four.near, FORTH(four));
	CASE((SYS_sendto, four.far, "", 0, MSG_NOSIGNAL, NULL, 0), "res=0 data= fd=%d size=0 tuple=" IPV4, four.far, BACK(four));
	CASE((SYS_sendto, six.near, "over six", 8, MSG_DONTWAIT, NULL, 0), "res=8 data=over six fd=%d size=8 tuple=" IPV6, six.near, FORTH(six));
	CASE((SYS_sendto, four.near, NULL, 12, 0, NULL, 0), "res=-EFAULT data= fd=%d size=12 tuple=", four.near);
	CASE((SYS_sendto, unconnected, "too early", 9, MSG_NOSIGNAL, NULL, 0), "res=-EPIPE data=too early fd=%d size=9 tuple=", unconnected);
	CASE((SYS_sendto, STDOUT_FILENO, "no socket", 9, 0, NULL, 0), "res=-ENOTSOCK data=no socket fd=1 size=9 tuple=");
	CASE((SYS_recvfrom, four.far, room, 10, MSG_PEEK, NULL, NULL), "res=10 data=%.10s tuple=" IPV4 " fd=%d size=10", many, FORTH(four), four.far);
	CASE((SYS_recvfrom, four.far, room, 400, 0, NULL, NULL), "res=150 data=%.80s tuple=" IPV4 " fd=%d size=400", many, FORTH(four), four.far);
	CASE((SYS_recvfrom, six.far, room, 400, 0, NULL, NULL), "res=8 data=over six tuple=" IPV6 " fd=%d size=400", FORTH(six), six.far);
	CASE((SYS_recvfrom, six.far, room, 400, MSG_DONTWAIT, NULL, NULL), "res=-EAGAIN data= tuple= fd=%d size=400", six.far);
	CASE((SYS_recvfrom, unconnected, room, 30, 0, NULL, NULL), "res=-ENOTCONN data= tuple= fd=%d size=30", unconnected);
	CASE((SYS_recvfrom, STDOUT_FILENO, room, 30, 0, NULL, NULL), "res=-ENOTSOCK data= tuple= fd=1 size=30");
	CASE((SYS_recvfrom, CLOSED, NULL, 0, 0, NULL, NULL), "res=-EBADF data= tuple= fd=999 size=0");
	shutdown(four.near, SHUT_WR);
	CASE((SYS_recvfrom, four.far, room, 400, 0, NULL, NULL), "res=0 data= tuple=" IPV4 " fd=%d size=400", FORTH(four), four.far);
}

static void over_datagrams(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from;
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT }, from6;
	socklen_t size = sizeof(to), size6 = sizeof(to6);
	int receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
	int receiver6 = socket(AF_INET6, SOCK_DGRAM, 0), sender6 = socket(AF_INET6, SOCK_DGRAM, 0);
	char big[70000];

	bind(receiver, (struct sockaddr *)&to, sizeof(to));
	getsockname(receiver, (struct sockaddr *)&to, &size);
	bind(receiver6, (struct sockaddr *)&to6, sizeof(to6));
	getsockname(receiver6, (struct sockaddr *)&to6, &size6);
	int port = ntohs(to.sin_port), port6 = ntohs(to6.sin6_port);

	CASE((SYS_sendto, sender, "to four", 7, 0, &to, sizeof(to)), "res=7 data=to four fd=%d size=7 tuple=0.0.0.0:%d->127.0.0.1:%d", sender, port_of(sender), port);
	CASE((SYS_sendto, sender6, "to six", 6, 0, &to6, sizeof(to6)), "res=6 data=to six fd=%d size=6 tuple=[::]:%d->[::1]:%d", sender6, port_of(sender6), port6);
	CASE((SYS_sendto, sender, "nowhere", 7, 0, NULL, 0), "res=-EDESTADDRREQ data=nowhere fd=%d size=7 tuple=", sender);
	CASE((SYS_sendto, sender, "short", 5, 0, &to, 2), "res=-EINVAL data=short fd=%d size=5 tuple=", sender);
	memset(big, 'b', sizeof(big));
	CASE((SYS_sendto, sender, big, 70000, 0, &to, sizeof(to)), "res=-EMSGSIZE data=%.80s fd=%d size=70000 tuple=", big, sender);
	CASE((SYS_recvfrom, receiver, room, 3, 0, &from, &size), "res=3 data=to  tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d size=3", port_of(sender), port, receiver);
	CASE((SYS_recvfrom, receiver6, room, 400, 0, &from6, &size6), "res=6 data=to six tuple=[::1]:%d->[::1]:%d fd=%d size=400", port_of(sender6), port6, receiver6);
	CASE((SYS_recvfrom, receiver, room, 400, MSG_DONTWAIT, &from, &size), "res=-EAGAIN data= tuple= fd=%d size=400", receiver);
}

static void as_messages(void)
{
	struct ends four = connected(AF_INET), six = connected(AF_INET6);
	struct iovec out[] = { { "head ", 5 }, { many, 100 } }, into[] = { { room, 5 }, { room + 50, 300 } };
	struct msghdr plain = { .msg_iov = out, .msg_iovlen = 2 }, one = { .msg_iov = out, .msg_iovlen = 1 }, empty = {}, far = { .msg_iov = NULL, .msg_iovlen = 1 };
	struct msghdr received = { .msg_iov = into, .msg_iovlen = 2 }, short_one = { .msg_iov = into, .msg_iovlen = 1 };

	CASE((SYS_sendmsg, four.near, &plain, 0), "res=105 data=head %.75s fd=%d size=105 tuple=" IPV4, many, four.near, FORTH(four));
	CASE((SYS_sendmsg, six.near, &one, MSG_NOSIGNAL), "res=5 data=head  fd=%d size=5 tuple=" IPV6, six.near, FORTH(six));
	CASE((SYS_sendmsg, four.near, &empty, 0), "res=0 data= fd=%d size=0 tuple=" IPV4, four.near, FORTH(four));
	CASE((SYS_sendmsg, four.near, &far, 0), "res=-EFAULT data= fd=%d size=0 tuple=", four.near);
	CASE((SYS_sendmsg, STDOUT_FILENO, &plain, 0), "res=-ENOTSOCK data=head %.75s fd=1 size=105 tuple=", many);
	CASE((SYS_sendmsg, four.near, NULL, 0), "res=-EFAULT data= fd=%d size=0 tuple=", four.near);
	CASE((SYS_recvmsg, four.far, &short_one, 0), "res=5 size=5 data=head  tuple=" IPV4 " msgcontrol= fd=%d", FORTH(four), four.far);
	CASE((SYS_recvmsg, four.far, &received, 0), "res=100 size=100 data=%.80s tuple=" IPV4 " msgcontrol= fd=%d", many, FORTH(four), four.far);
	CASE((SYS_recvmsg, six.far, &received, 0), "res=5 size=5 data=head  tuple=" IPV6 " msgcontrol= fd=%d", FORTH(six), six.far);
	CASE((SYS_recvmsg, six.far, &received, MSG_DONTWAIT), "res=-EAGAIN size=0 data= tuple= msgcontrol= fd=%d", six.far);
	CASE((SYS_recvmsg, six.far, NULL, 0), "res=-EFAULT size=0 data= tuple= msgcontrol= fd=%d", six.far);
	CASE((SYS_recvmsg, STDOUT_FILENO, &received, 0), "res=-ENOTSOCK size=0 data= tuple= msgcontrol= fd=1");
}

/* Times of arrival come as control data; who sent is told when the receiver asks for it. */
static void with_control(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from;
	socklen_t size = sizeof(to);
	char control[128], control2[128];
	int on = 1, receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
	struct iovec out[] = { { "three", 5 }, { many, 90 } }, into[2][1] = { { { room, 100 } }, { { room + 100, 300 } } };
	struct mmsghdr sent[] = {
		{ { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = out, .msg_iovlen = 1 } },
		{ { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = out, .msg_iovlen = 2 } },
		{ { .msg_name = &to, .msg_namelen = sizeof(to) } },
	};
	struct mmsghdr received[] = {
		{ { .msg_iov = into[0], .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) } },
		{ { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = into[1], .msg_iovlen = 1 } },
	};
	struct msghdr last = { .msg_iov = into[0], .msg_iovlen = 1, .msg_control = control2, .msg_controllen = sizeof(control2) };

	bind(receiver, (struct sockaddr *)&to, sizeof(to));
	getsockname(receiver, (struct sockaddr *)&to, &size);
	setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on));
	int port = ntohs(to.sin_port);
	CASE((SYS_sendmmsg, sender, sent, 3, 0), "res=5 fd=%d size=5 data=three tuple=0.0.0.0:%d->127.0.0.1:%d", sender, port_of(sender), port);
	ALSO((SYS_sendmmsg, 1), "res=95 fd=%d size=95 data=three%.75s tuple=0.0.0.0:%d->127.0.0.1:%d", sender, many, port_of(sender), port);
	ALSO((SYS_sendmmsg, 2), "res=0 fd=%d size=0 data= tuple=0.0.0.0:%d->127.0.0.1:%d", sender, port_of(sender), port);
	CASE((SYS_sendmmsg, sender, NULL, 1, 0), "res=-EFAULT fd=%d size=0 data= tuple=", sender);
	CASE((SYS_sendmmsg, STDOUT_FILENO, sent, 3, 0), "res=-ENOTSOCK fd=1 size=0 data= tuple=");
	CASE((SYS_recvmmsg, receiver, received, 2, 0, NULL), "res=5 fd=%d size=5 data=three tuple=0.0.0.0:0->127.0.0.1:%d msgcontrol=hex:%s",
	     receiver, port, hex(control, received[0].msg_hdr.msg_controllen));
	ALSO((SYS_recvmmsg, 1), "res=95 fd=%d size=95 data=three%.75s tuple=127.0.0.1:%d->127.0.0.1:%d msgcontrol=", receiver, many, port_of(sender), port);
	CASE((SYS_recvmsg, receiver, &last, 0), "res=0 size=0 data= tuple=0.0.0.0:0->127.0.0.1:%d msgcontrol=hex:%s fd=%d",
	     port, hex(control2, last.msg_controllen), receiver);
	CASE((SYS_recvmmsg, receiver, received, 2, MSG_DONTWAIT, NULL), "res=-EAGAIN fd=%d size=0 data= tuple= msgcontrol=", receiver);
	CASE((SYS_recvmmsg, STDOUT_FILENO, received, 2, 0, NULL), "res=-ENOTSOCK fd=1 size=0 data= tuple= msgcontrol=");
}

/* Within the machine: by a name in the file system, by one that is in none, and without any. */
static void over_unix(void)
{
	struct sockaddr_un file = { .sun_family = AF_UNIX, .sun_path = "./by-name" }, hidden = { .sun_family = AF_UNIX, .sun_path = "\0saker-letters" };
	const int hidden_size = offsetof(struct sockaddr_un, sun_path) + 14;
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0), letters = socket(AF_UNIX, SOCK_DGRAM, 0);
	int writer = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
	union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof(int))]; } control = { { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	char got[CMSG_SPACE(sizeof(int))];
	struct iovec out = { "take this", 9 }, into = { room, 20 };
	struct msghdr passing = { .msg_iov = &out, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_LEN(sizeof(int)) };
	struct msghdr taking = { .msg_iov = &into, .msg_iovlen = 1, .msg_control = got, .msg_controllen = sizeof(got) };

	*(int *)CMSG_DATA(&control.header) = STDIN_FILENO;
	bind(listener, (struct sockaddr *)&file, sizeof(file));
	listen(listener, 2);
	bind(letters, (struct sockaddr *)&hidden, hidden_size);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	CASE((SYS_connect, client, &file, sizeof(file)), "res=0 tuple=unix:./by-name fd=%d addr=unix:./by-name", client);
	long server = CASE((SYS_accept4, listener, NULL, NULL, 0), "fd=@ tuple=unix:./by-name queuepct=0 queuelen=0 queuemax=2 flags=0");
	CASE((SYS_sendto, client, "dear server", 11, 0, NULL, 0), "res=11 data=dear server fd=%d size=11 tuple=unix:./by-name", client);
	CASE((SYS_recvfrom, server, room, 400, 0, NULL, NULL), "res=11 data=dear server tuple=unix:./by-name fd=%ld size=400", server);
	CASE((SYS_connect, writer, &hidden, hidden_size), "res=0 tuple=unix:saker-letters fd=%d addr=unix:saker-letters", writer);
	CASE((SYS_sendto, writer, "letter", 6, 0, NULL, 0), "res=6 data=letter fd=%d size=6 tuple=unix:saker-letters", writer);
	CASE((SYS_sendto, pair[0], "pair", 4, 0, NULL, 0), "res=4 data=pair fd=%d size=4 tuple=unix:", pair[0]);
	CASE((SYS_recvfrom, pair[1], room, 400, 0, NULL, NULL), "res=4 data=pair tuple=unix: fd=%d size=400", pair[1]);
	CASE((SYS_sendmsg, client, &passing, 0), "res=9 data=take this fd=%d size=9 tuple=unix:./by-name", client);
	CASE((SYS_recvmsg, server, &taking, 0), "res=9 size=9 data=take this tuple=unix:./by-name msgcontrol=hex:%s fd=%ld", hex(got, taking.msg_controllen), server);
	CASE((SYS_connect, client, &file, sizeof(file)), "res=-EISCONN tuple= fd=%d addr=unix:./by-name", client);
	unlink("by-name");
	CASE((SYS_connect, socket(AF_UNIX, SOCK_STREAM, 0), &file, sizeof(file)), "res=-ENOENT tuple= fd=%ld addr=unix:./by-name", server + 2);
	close(server);
	CASE((SYS_sendto, client, "gone", 4, MSG_NOSIGNAL, NULL, 0), "res=-EPIPE data=gone fd=%d size=4 tuple=", client);
}

/* To the kernel, and back from it; such sockets have no ends that events could tell. */
static void over_netlink(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr nothing = { .nlmsg_len = sizeof(nothing), .nlmsg_type = NLMSG_NOOP, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK };
	struct iovec out = { &nothing, sizeof(nothing) };
	struct msghdr message = { .msg_name = &kernel, .msg_namelen = sizeof(kernel), .msg_iov = &out, .msg_iovlen = 1 };
	int netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	CASE((SYS_connect, netlink, &kernel, sizeof(kernel)), "res=0 tuple= fd=%d addr=", netlink);
	CASE((SYS_sendto, netlink, &nothing, sizeof(nothing), 0, &kernel, sizeof(kernel)), "res=16 data=hex:%s fd=%d size=16 tuple=", hex(&nothing, 16), netlink);
	CASE((SYS_sendmsg, netlink, &message, 0), "res=16 data=hex:%s fd=%d size=16 tuple=", hex(&nothing, 16), netlink);
	CASE((SYS_recvfrom, netlink, room, 400, 0, NULL, NULL), "res=36 data=hex:%s tuple= fd=%d size=400", hex(room, 36), netlink);
}

int main(int argc, char **argv)
{
	for (int i = 0; i < sizeof(many) - 1; i++)
		many[i] = 'a' + i % 26;
	work_in(argv[1]);
	over_streams();
	over_datagrams();
	as_messages();
	with_control();
	over_unix();
	over_netlink();
	return 0;
}
