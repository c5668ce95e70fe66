/* Socket options, several messages at once, keys, file systems, quotas, identities. */
#include "act.h"
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <sys/quota.h>
#include <sys/syscall.h>

static void sockets(void)
{
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1, size = 4;
	struct timeval timeout = { 3, 4000 };
	struct linger linger = { 1, 7 };
	char congestion[16] = "";
	unsigned long long cookie;
	unsigned length = sizeof(on), wide = sizeof(cookie);

	told("listener", listener);
	DO("setsockopt_reuse", SYS_setsockopt, listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	DO("setsockopt_timeout", SYS_setsockopt, listener, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	DO("setsockopt_linger", SYS_setsockopt, listener, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	DO("setsockopt_tcp", SYS_setsockopt, listener, IPPROTO_TCP, 1, &on, sizeof(on));
	DO("setsockopt_failed", SYS_setsockopt, 999, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	DO("getsockopt_type", SYS_getsockopt, listener, SOL_SOCKET, SO_TYPE, &on, &length);
	DO("getsockopt_error", SYS_getsockopt, listener, SOL_SOCKET, SO_ERROR, &size, &length);
	DO("getsockopt_cookie", SYS_getsockopt, listener, SOL_SOCKET, SO_COOKIE, &cookie, &wide);
	told("cookie", cookie);
	length = sizeof(congestion);
	DO("getsockopt_tcp", SYS_getsockopt, listener, IPPROTO_TCP, 13, congestion, &length);
	on = 55;
	length = sizeof(on);
	DO("getsockopt_failed", SYS_getsockopt, 999, SOL_SOCKET, SO_TYPE, &on, &length);

	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t address_size = sizeof(address);
	int receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);

	bind(receiver, (struct sockaddr *)&address, sizeof(address));
	DO("getsockname", SYS_getsockname, receiver, &address, &address_size);
	DO("getsockname_failed", SYS_getsockname, 999, &address, &address_size);
	told("receiver_port", ntohs(address.sin_port));
	DO("getpeername_failed", SYS_getpeername, receiver, &address, &address_size);
	struct sockaddr_in to = address;
	told("receiver", receiver);
	told("sender", sender);
	struct iovec one[] = { { "first ", 6 }, { "message", 7 } }, two[] = { { "second", 6 } };
	struct mmsghdr out[2] = {
		{ { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = one, .msg_iovlen = 2 } },
		{ { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = two, .msg_iovlen = 1 } },
	};
	size = 1;
	setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMP, &size, sizeof(size));
	DO("sendmmsg", SYS_sendmmsg, sender, out, 2, 0);
	DO("sendmmsg_failed", SYS_sendmmsg, 999, out, 2, 0);
	struct sockaddr_in source;
	socklen_t source_size = sizeof(source);
	getsockname(sender, (struct sockaddr *)&source, &source_size);
	told("sender_port", ntohs(source.sin_port));
	char buffers[2][64], control[64];
	struct sockaddr_in from[2];
	struct iovec into[2] = { { buffers[0], 64 }, { buffers[1], 64 } };
	struct mmsghdr in[2] = {
		{ { .msg_name = &from[0], .msg_namelen = sizeof(from[0]), .msg_iov = &into[0], .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) } },
		{ { .msg_name = &from[1], .msg_namelen = sizeof(from[1]), .msg_iov = &into[1], .msg_iovlen = 1 } },
	};
	DO("recvmmsg", SYS_recvmmsg, receiver, in, 2, 0, NULL);
	DO("recvmmsg_failed", SYS_recvmmsg, 999, in, 2, 0, NULL);
	connect(sender, (struct sockaddr *)&to, sizeof(to));
	DO("getpeername", SYS_getpeername, sender, &address, &address_size);
	DO("shutdown", SYS_shutdown, sender, SHUT_WR);
	DO("shutdown_failed", SYS_shutdown, 999, SHUT_RDWR);
	DO("socket_failed", SYS_socket, AF_INET, 99, 0);
	DO("sendto_failed", SYS_sendto, 999, "lost", 4, 0, NULL, 0);
	DO("recvmsg_failed", SYS_recvmsg, 999, &in[0].msg_hdr, 0);
}

static void keys(void)
{
	long ring = DO("keyctl_join", SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "saker-ring");
	DO("keyctl_search", SYS_keyctl, KEYCTL_SEARCH, ring, "user", "nothing", 0);
	DO("keyctl_revoke", SYS_keyctl, KEYCTL_REVOKE, ring);
	DO("keyctl_unknown", SYS_keyctl, 999, 1, 2, 3, 4);
}

static void systems(void)
{
	unshare(CLONE_NEWNS);
	long fs = DO("fsopen", SYS_fsopen, "tmpfs", 0);
	DO("fsconfig_string", SYS_fsconfig, fs, FSCONFIG_SET_STRING, "size", "64k", 0);
	DO("fsconfig_failed", SYS_fsconfig, fs, FSCONFIG_SET_BINARY, "size", "bytes", 5);
	DO("fsconfig_flag", SYS_fsconfig, fs, FSCONFIG_SET_FLAG, "ro", NULL, 0);
	DO("fsconfig_create", SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	struct dqblk quota = { .dqb_bhardlimit = 11, .dqb_bsoftlimit = 10, .dqb_curspace = 9, .dqb_ihardlimit = 8, .dqb_isoftlimit = 7,
			       .dqb_btime = 6, .dqb_itime = 5, .dqb_valid = QIF_BLIMITS | QIF_ILIMITS | QIF_BTIME };
	DO("quotactl_set", SYS_quotactl, QCMD(Q_SETQUOTA, GRPQUOTA), "/dev/none", 1234, &quota);
	DO("quotactl_on", SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), "/dev/none", QFMT_VFS_V1, "/aquota.user");
	struct dqinfo info = { .dqi_bgrace = 21, .dqi_igrace = 22, .dqi_flags = 1, .dqi_valid = 7 };
	DO("quotactl_info", SYS_quotactl, QCMD(Q_SETINFO, USRQUOTA), "/dev/none", 0, &info);
	DO("quotactl_sync", SYS_quotactl, QCMD(Q_SYNC, USRQUOTA), NULL, 0, NULL);
	DO("delete_module_failed", SYS_delete_module, "saker_none", O_NONBLOCK | O_TRUNC);
}

static void identities(void)
{
	unsigned ids[3];

	setresgid(4001, 4002, 4003);
	setresuid(5001, 5002, 5003);
	DO("getuid", SYS_getuid);
	DO("geteuid", SYS_geteuid);
	DO("getgid", SYS_getgid);
	DO("getegid", SYS_getegid);
	DO("getresuid", SYS_getresuid, ids, ids + 1, ids + 2);
	DO("getresuid_failed", SYS_getresuid, NULL, NULL, NULL);
	DO("getresgid", SYS_getresgid, ids, ids + 1, ids + 2);
	DO("getresgid_failed", SYS_getresgid, NULL, NULL, NULL);
}

int main(void)
{
	sockets();
	keys();
	systems();
	identities();
	return 0;
}
