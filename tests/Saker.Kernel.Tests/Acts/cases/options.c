/* Options of sockets, set and asked for. */
#include "act.h"
#include <linux/filter.h>
#include <netinet/tcp.h>

#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif

static int tcp, udp, local;

#define SET_INT(socket, level, option, value, result, told) \
	CASE((SYS_setsockopt, socket, level, option, &(int){ value }, 4), "res=" result " fd=%d level=" told " val=int:%d optlen=4", (int)(socket), value)

static void numbers_set(void)
{
	SET_INT(tcp, SOL_SOCKET, SO_DEBUG, 1, "0", "SOL_SOCKET optname=SO_DEBUG");
	SET_INT(tcp, SOL_SOCKET, SO_REUSEADDR, 0, "0", "SOL_SOCKET optname=SO_REUSEADDR");
	SET_INT(tcp, SOL_SOCKET, SO_REUSEPORT, 1, "0", "SOL_SOCKET optname=SO_REUSEPORT");
	SET_INT(tcp, SOL_SOCKET, SO_KEEPALIVE, 1, "0", "SOL_SOCKET optname=SO_KEEPALIVE");
	SET_INT(tcp, SOL_SOCKET, SO_DONTROUTE, -1, "0", "SOL_SOCKET optname=SO_DONTROUTE");
	SET_INT(udp, SOL_SOCKET, SO_BROADCAST, 1, "0", "SOL_SOCKET optname=SO_BROADCAST");
	SET_INT(udp, SOL_SOCKET, SO_SNDBUF, 4096, "0", "SOL_SOCKET optname=SO_SNDBUF");
	SET_INT(udp, SOL_SOCKET, SO_RCVBUF, 1 << 20, "0", "SOL_SOCKET optname=SO_RCVBUF");
	SET_INT(tcp, SOL_SOCKET, SO_OOBINLINE, 1, "0", "SOL_SOCKET optname=SO_OOBINLINE");
	SET_INT(tcp, SOL_SOCKET, SO_PRIORITY, 6, "0", "SOL_SOCKET optname=SO_PRIORITY");
	SET_INT(tcp, SOL_SOCKET, SO_RCVLOWAT, 7, "0", "SOL_SOCKET optname=SO_RCVLOWAT");
	SET_INT(local, SOL_SOCKET, SO_PASSCRED, 1, "0", "SOL_SOCKET optname=SO_PASSCRED");
	SET_INT(udp, SOL_SOCKET, SO_TIMESTAMP, 1, "0", "SOL_SOCKET optname=SO_TIMESTAMP");
	SET_INT(udp, SOL_SOCKET, SO_TIMESTAMPNS, 1, "0", "SOL_SOCKET optname=SO_TIMESTAMPNS");
	SET_INT(udp, SOL_SOCKET, SO_RXQ_OVFL, 1, "0", "SOL_SOCKET optname=SO_RXQ_OVFL");
	SET_INT(local, SOL_SOCKET, SO_PEEK_OFF, 5, "0", "SOL_SOCKET optname=SO_PEEK_OFF");
	SET_INT(tcp, SOL_SOCKET, SO_TYPE, 2, "-ENOPROTOOPT", "SOL_SOCKET optname=SO_TYPE");
	SET_INT(CLOSED, SOL_SOCKET, SO_REUSEADDR, 1, "-EBADF", "SOL_SOCKET optname=SO_REUSEADDR");
	SET_INT(STDOUT_FILENO, SOL_SOCKET, SO_KEEPALIVE, 1, "-ENOTSOCK", "SOL_SOCKET optname=SO_KEEPALIVE");
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_REUSEADDR, NULL, 4), "res=-EFAULT fd=%d level=SOL_SOCKET optname=SO_REUSEADDR val=int:0 optlen=4", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, 2), "res=-EINVAL fd=%d level=SOL_SOCKET optname=SO_REUSEADDR val=int:1 optlen=2", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, -1), "res=-EINVAL fd=%d level=SOL_SOCKET optname=SO_REUSEADDR val=int:1 optlen=0xffffffff", tcp);
}

static void others_set(void)
{
	struct sock_filter accept_all = { BPF_RET | BPF_K, 0, 0, 0xffff };
	struct sock_fprog program = { 1, &accept_all };
	struct timeval brief = { 0, 250000 }, wrong = { 0, 2000000 }, none = {};

	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 5 }, 8), "res=0 fd=%d level=SOL_SOCKET optname=SO_LINGER val=bytes:0100000005000000 optlen=8", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_LINGER, NULL, 8), "res=-EFAULT fd=%d level=SOL_SOCKET optname=SO_LINGER val=bytes: optlen=8", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof(brief)), "res=0 fd=%d level=SOL_SOCKET optname=SO_RCVTIMEO val=time:250000000 optlen=16", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_SNDTIMEO, &none, sizeof(none)), "res=0 fd=%d level=SOL_SOCKET optname=SO_SNDTIMEO val=time:0 optlen=16", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, SO_SNDTIMEO, &wrong, sizeof(wrong)), "res=-EDOM fd=%d level=SOL_SOCKET optname=SO_SNDTIMEO val=time:2000000000 optlen=16", tcp);
	CASE((SYS_setsockopt, tcp, SOL_SOCKET, 67, &brief, sizeof(brief)), "res=0 fd=%d level=SOL_SOCKET optname=SO_SNDTIMEO val=time:250000000 optlen=16", tcp);
	CASE((SYS_setsockopt, udp, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)),
	     "res=0 fd=%d level=SOL_SOCKET optname=SO_ATTACH_FILTER val=bytes:%s optlen=16", udp, hex(&program, sizeof(program)));
	CASE((SYS_setsockopt, udp, SOL_SOCKET, SO_DETACH_FILTER, &(int){ 0 }, 4), "res=0 fd=%d level=SOL_SOCKET optname=SO_DETACH_FILTER val=int:0 optlen=4", udp);
	CASE((SYS_setsockopt, udp, SOL_SOCKET, 4242, &(int){ 1 }, 4), "res=-ENOPROTOOPT fd=%d level=SOL_SOCKET optname=UNKNOWN val=bytes:01000000 optlen=4", udp);
	CASE((SYS_setsockopt, tcp, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, 4), "res=0 fd=%d level=SOL_TCP optname=UNKNOWN val=bytes:01000000 optlen=4", tcp);
	CASE((SYS_setsockopt, tcp, IPPROTO_TCP, TCP_KEEPIDLE, &(int){ 258 }, 4), "res=0 fd=%d level=SOL_TCP optname=UNKNOWN val=bytes:02010000 optlen=4", tcp);
	CASE((SYS_setsockopt, tcp, IPPROTO_TCP, TCP_CONGESTION, "none such", 9), "res=-ENOENT fd=%d level=SOL_TCP optname=UNKNOWN val=bytes:%s optlen=9", tcp, hex("none such", 9));
	CASE((SYS_setsockopt, tcp, IPPROTO_IP, IP_TTL, &(int){ 33 }, 4), "res=0 fd=%d level=UNKNOWN optname=UNKNOWN val=bytes:21000000 optlen=4", tcp);
	CASE((SYS_setsockopt, tcp, IPPROTO_IP, IP_TTL, &(int){ 999 }, 4), "res=-EINVAL fd=%d level=UNKNOWN optname=UNKNOWN val=bytes:e7030000 optlen=4", tcp);
	CASE((SYS_setsockopt, tcp, IPPROTO_IPV6, 26, NULL, 0), "res=! fd=%d level=UNKNOWN optname=UNKNOWN val=bytes: optlen=0", tcp);
}

#define GET_INT(socket, option, value) \
	CASE((SYS_getsockopt, socket, SOL_SOCKET, option, &number, (size = 4, &size)), "res=0 fd=%d level=SOL_SOCKET optname=" #option " val=int:%d optlen=4", socket, value)

static void numbers_asked_for(void)
{
	int number;
	socklen_t size;

	GET_INT(tcp, SO_TYPE, SOCK_STREAM);
	GET_INT(udp, SO_TYPE, SOCK_DGRAM);
	GET_INT(udp, SO_DOMAIN, AF_INET);
	GET_INT(local, SO_DOMAIN, AF_UNIX);
	GET_INT(udp, SO_PROTOCOL, IPPROTO_UDP);
	GET_INT(tcp, SO_ACCEPTCONN, 0);
	GET_INT(tcp, SO_KEEPALIVE, 1);
	GET_INT(tcp, SO_REUSEADDR, 0);
	GET_INT(tcp, SO_REUSEPORT, 1);
	GET_INT(udp, SO_BROADCAST, 1);
	GET_INT(tcp, SO_OOBINLINE, 1);
	GET_INT(tcp, SO_PRIORITY, 6);
	GET_INT(local, SO_PASSCRED, 1);
	GET_INT(udp, SO_SNDBUF, number);
	GET_INT(udp, SO_RCVBUF, number);
	GET_INT(tcp, SO_MARK, 0);
}

#define GET(socket, level, option, at, length, ...) CASE((SYS_getsockopt, socket, level, option, at, (size = length, &size)), __VA_ARGS__)

static void others_asked_for(void)
{
	struct { int process; unsigned user, group; } peer;
	struct timeval time;
	struct linger linger;
	unsigned long long cookie;
	unsigned char name[16], info[36];
	int number;
	socklen_t size;

	GET(tcp, SOL_SOCKET, SO_ERROR, &number, 4, "res=0 fd=%d level=SOL_SOCKET optname=SO_ERROR val=error:0 optlen=4", tcp);
	connect(tcp, (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, sizeof(struct sockaddr_in));
	GET(tcp, SOL_SOCKET, SO_LINGER, &linger, 8, "res=0 fd=%d level=SOL_SOCKET optname=SO_LINGER val=bytes:0100000005000000 optlen=8", tcp);
	GET(tcp, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time), "res=0 fd=%d level=SOL_SOCKET optname=SO_RCVTIMEO val=time:%ld optlen=16", tcp, time.tv_usec * 1000);
	GET(tcp, SOL_SOCKET, 66, &time, sizeof(time), "res=0 fd=%d level=SOL_SOCKET optname=SO_RCVTIMEO val=time:%ld optlen=16", tcp, time.tv_usec * 1000);
	GET(tcp, SOL_SOCKET, SO_COOKIE, &cookie, 8, "res=0 fd=%d level=SOL_SOCKET optname=SO_COOKIE val=long:%llu optlen=8", tcp, cookie);
	GET(local, SOL_SOCKET, SO_PEERCRED, &peer, sizeof(peer), "res=0 fd=%d level=SOL_SOCKET optname=SO_PEERCRED val=bytes:%s optlen=12", local, hex(&peer, 12));
	GET(udp, SOL_SOCKET, 55, info, sizeof(info), "res=0 fd=%d level=SOL_SOCKET optname=SO_MEMINFO val=bytes:%s optlen=36", udp, hex(info, 36));
	GET(tcp, IPPROTO_TCP, TCP_CONGESTION, name, 16, "res=0 fd=%d level=SOL_TCP optname=UNKNOWN val=bytes:%s optlen=%d", tcp, hex(name, size), size);
	GET(tcp, IPPROTO_TCP, TCP_NODELAY, &number, 4, "res=0 fd=%d level=SOL_TCP optname=UNKNOWN val=bytes:01000000 optlen=4", tcp);
	GET(tcp, IPPROTO_IP, IP_TTL, &number, 4, "res=0 fd=%d level=UNKNOWN optname=UNKNOWN val=bytes:21000000 optlen=4", tcp);
	CASE((SYS_getsockopt, tcp, SOL_SOCKET, SO_TYPE, NULL, (size = 4, &size)), "res=-EFAULT fd=%d level=SOL_SOCKET optname=SO_TYPE val=int:0 optlen=4", tcp);
	CASE((SYS_getsockopt, tcp, SOL_SOCKET, SO_COOKIE, &cookie, NULL), "res=-EFAULT fd=%d level=SOL_SOCKET optname=SO_COOKIE val=long:%llu optlen=0", tcp, cookie);
	GET(tcp, 99, 1, info, 0, "res=! fd=%d level=UNKNOWN optname=UNKNOWN val=bytes: optlen=0", tcp);
	CASE((SYS_getsockopt, tcp, SOL_SOCKET, SO_TYPE, (number = 8, &number), (size = -1, &size)), "res=-EINVAL fd=%d level=SOL_SOCKET optname=SO_TYPE val=int:8 optlen=0xffffffff", tcp);
	CASE((SYS_getsockopt, STDOUT_FILENO, SOL_SOCKET, SO_DEBUG, (number = 6, &number), (size = 4, &size)), "res=-ENOTSOCK fd=1 level=SOL_SOCKET optname=SO_DEBUG val=int:6 optlen=4");
}

int main(int argc, char **argv)
{
	int pair[2];

	tcp = socket(AF_INET, SOCK_STREAM, 0);
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	local = pair[0];
	numbers_set();
	others_set();
	numbers_asked_for();
	others_asked_for();
	return 0;
}
