/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is reported of each system call, as data. Most events are a list of the call's arguments, and one program serves them all;
 * the others name the program that knows them.
 */
#pragma once

#include "maps.h"

enum param_kind {
	PARAM_NONE,
	PARAM_RESULT,
	PARAM_RESULT_FD, /* the descriptor that the call made */
	PARAM_RESULT_CWD, /* the result; what matters is the working directory after it */
	PARAM_FD, /* with facts about the open file */
	PARAM_PLAIN_FD, /* without: pids, and descriptors whose file the result shows */
	PARAM_DIRFD, /* extra: the argument with the name that may start there */
	PARAM_STRING,
	PARAM_BYTES, /* extra: the argument with their number */
	PARAM_DATA, /* what was read or written; extra: the argument with the number to write, of which a failure shows the beginning */
	PARAM_U8, /* extra, here and below: the bits that count, 0 for all */
	PARAM_U32,
	PARAM_U64,
	PARAM_CLONE_FLAGS,
	PARAM_MOUNT_FLAGS,
	PARAM_FD_FLAGS, /* of what an argument asks for a new descriptor: close on exec, non-blocking */
	PARAM_NODE_MODE,
	PARAM_CAPABILITIES, /* arg: 0 inheritable, 1 permitted, 2 effective, after the call */
};

struct param {
	u8 kind;
	u8 arg;
	u16 extra;
};

#define MAX_PARAMS 8

struct plan {
	u16 event;
	u8 handler;
	u8 ring;
	u32 count;
	struct param params[MAX_PARAMS];
};

#define LIST(name, code, choice, ...)						\
	[NR_##name] = {								\
		.event = EVENT_##code,						\
		.handler = HANDLERS_LISTED,					\
		.ring = choice,							\
		.count = PARAMS_##code,						\
		.params = { __VA_ARGS__ },					\
	}

#define HANDLE(name, code, choice, program)					\
	[NR_##name] = {								\
		.event = EVENT_##code,						\
		.handler = HANDLERS_##program,					\
		.ring = choice,							\
		.count = PARAMS_##code,						\
	}

#define RESULT { PARAM_RESULT }
#define RESULT_FD { PARAM_RESULT_FD }
#define RESULT_CWD { PARAM_RESULT_CWD }
#define FD(arg) { PARAM_FD, arg }
#define PLAIN_FD(arg) { PARAM_PLAIN_FD, arg }
#define PID(arg) { PARAM_PLAIN_FD, arg }
#define DIRFD(arg, name) { PARAM_DIRFD, arg, name }
#define STRING(arg) { PARAM_STRING, arg }
#define BYTES(arg, size) { PARAM_BYTES, arg, size }
#define DATA(arg, size) { PARAM_DATA, arg, size }
#define U8(arg) { PARAM_U8, arg }
#define U32(arg) { PARAM_U32, arg }
#define U64(arg) { PARAM_U64, arg }
#define BITS(arg, mask) { PARAM_U32, arg, mask }
#define MODE(arg) { PARAM_U32, arg, 07777 }
#define CLONE(arg) { PARAM_CLONE_FLAGS, arg }
#define MOUNT(arg) { PARAM_MOUNT_FLAGS, arg }
#define FD_FLAGS(arg) { PARAM_FD_FLAGS, arg }
#define NODE_MODE(arg) { PARAM_NODE_MODE, arg }
#define CAPABILITIES(set) { PARAM_CAPABILITIES, set }

/* unlinkat, linkat, umount2, memfd_create, finit_module: the bits that captures know. */
#define AT_REMOVEDIR 0x200
#define LINKAT_BITS 0x1400
#define FCHOWNAT_BITS 0x1400
#define UMOUNT_BITS 0xf
#define MEMFD_BITS 0x7
#define MODULE_BITS 0x7

static const struct plan plans[SYSCALLS] = {
	/* processes */
	HANDLE(execve, SYSCALL_EXECVE_19_X, RING_GRAVE, EXEC),
	HANDLE(execveat, SYSCALL_EXECVEAT_X, RING_GRAVE, EXEC),
	HANDLE(clone, SYSCALL_CLONE_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(clone3, SYSCALL_CLONE3_X, RING_QUIET_GRAVE, CLONE),
	LIST(setpgid, SYSCALL_SETPGID_X, RING_QUIET_GRAVE, RESULT, PID(0), PID(1)),
	LIST(setsid, SYSCALL_SETSID_X, RING_QUIET_GRAVE, RESULT),
	LIST(chdir, SYSCALL_CHDIR_X, RING_QUIET_GRAVE, RESULT_CWD, STRING(0)),
	LIST(fchdir, SYSCALL_FCHDIR_X, RING_QUIET_GRAVE, RESULT_CWD, FD(0)),
	LIST(kill, SYSCALL_KILL_X, RING_CPU, RESULT, PID(0), U8(1)),
	LIST(tkill, SYSCALL_TKILL_X, RING_CPU, RESULT, PID(0), U8(1)),
	LIST(tgkill, SYSCALL_TGKILL_X, RING_CPU, RESULT, PID(0), PID(1), U8(2)),
	HANDLE(prctl, SYSCALL_PRCTL_X, RING_QUIET_GRAVE, PRCTL),

	/* files: opened, made, renamed, removed, changed */
	HANDLE(openat, SYSCALL_OPENAT_2_X, RING_CPU, OPEN),
	HANDLE(openat2, SYSCALL_OPENAT2_X, RING_CPU, OPEN),
	HANDLE(open_by_handle_at, SYSCALL_OPEN_BY_HANDLE_AT_X, RING_CPU, OPEN),
	LIST(close, SYSCALL_CLOSE_X, RING_CPU, RESULT, PLAIN_FD(0)),
	LIST(renameat, SYSCALL_RENAMEAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3)),
	LIST(renameat2, SYSCALL_RENAMEAT2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3), U32(4)),
	LIST(unlinkat, SYSCALL_UNLINKAT_2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), BITS(2, AT_REMOVEDIR)),
	LIST(mkdirat, SYSCALL_MKDIRAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), U32(2)),
	LIST(symlinkat, SYSCALL_SYMLINKAT_X, RING_CPU, RESULT, STRING(0), DIRFD(1, 2), STRING(2)),
	LIST(linkat, SYSCALL_LINKAT_2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3), BITS(4, LINKAT_BITS)),
	LIST(fchmodat, SYSCALL_FCHMODAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), MODE(2)),
	LIST(fchmod, SYSCALL_FCHMOD_X, RING_CPU, RESULT, FD(0), MODE(1)),
	LIST(fchown, SYSCALL_FCHOWN_X, RING_CPU, RESULT, FD(0), U32(1), U32(2)),
	LIST(fchownat, SYSCALL_FCHOWNAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), U32(2), U32(3), BITS(4, FCHOWNAT_BITS)),
	LIST(mknodat, SYSCALL_MKNODAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), NODE_MODE(2), U32(3)),
	LIST(splice, SYSCALL_SPLICE_X, RING_CPU, RESULT, FD(0), FD(2), U64(4), U32(5)),
	LIST(dup, SYSCALL_DUP_1_X, RING_CPU, RESULT_FD, PLAIN_FD(0)),
	LIST(dup3, SYSCALL_DUP3_X, RING_CPU, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1), FD_FLAGS(2)),
	LIST(memfd_create, SYSCALL_MEMFD_CREATE_X, RING_GRAVE, RESULT_FD, STRING(0), BITS(1, MEMFD_BITS)),
	LIST(mount, SYSCALL_MOUNT_X, RING_GRAVE, RESULT, STRING(0), STRING(1), STRING(2), MOUNT(3)),
	LIST(umount2, SYSCALL_UMOUNT2_X, RING_GRAVE, RESULT, STRING(0), BITS(1, UMOUNT_BITS)),
	LIST(chroot, SYSCALL_CHROOT_X, RING_GRAVE, RESULT, STRING(0)),

	/* data, in small pieces */
	LIST(read, SYSCALL_READ_X, RING_CPU, RESULT, DATA(1, 0), FD(0), U32(2)),
	LIST(write, SYSCALL_WRITE_X, RING_CPU, RESULT, DATA(1, 2), FD(0), U32(2)),
	LIST(pread64, SYSCALL_PREAD_X, RING_CPU, RESULT, DATA(1, 0), FD(0), U32(2), U64(3)),
	LIST(pwrite64, SYSCALL_PWRITE_X, RING_CPU, RESULT, DATA(1, 2), FD(0), U32(2), U64(3)),

	/* network */
	LIST(socket, SOCKET_SOCKET_X, RING_CPU, RESULT_FD, U32(0), U32(1), U32(2), FD_FLAGS(1)),
	LIST(shutdown, SOCKET_SHUTDOWN_X, RING_CPU, RESULT, FD(0), U8(1)),
	HANDLE(connect, SOCKET_CONNECT_X, RING_CPU, CONNECT),
	HANDLE(bind, SOCKET_BIND_X, RING_CPU, CONNECT),
	LIST(listen, SOCKET_LISTEN_X, RING_CPU, RESULT, FD(0), U32(1)),
	HANDLE(accept, SOCKET_ACCEPT_5_X, RING_CPU, ACCEPT),
	HANDLE(accept4, SOCKET_ACCEPT4_6_X, RING_CPU, ACCEPT),
	HANDLE(sendto, SOCKET_SENDTO_X, RING_CPU, TRANSFER),
	HANDLE(recvfrom, SOCKET_RECVFROM_X, RING_CPU, TRANSFER),
	HANDLE(sendmsg, SOCKET_SENDMSG_X, RING_CPU, MESSAGE),
	HANDLE(recvmsg, SOCKET_RECVMSG_X, RING_CPU, MESSAGE),

	/* credentials */
	LIST(setuid, SYSCALL_SETUID_X, RING_GRAVE, RESULT, U32(0)),
	LIST(setgid, SYSCALL_SETGID_X, RING_GRAVE, RESULT, U32(0)),
	LIST(setreuid, SYSCALL_SETREUID_X, RING_GRAVE, RESULT, U32(0), U32(1)),
	LIST(setregid, SYSCALL_SETREGID_X, RING_GRAVE, RESULT, U32(0), U32(1)),
	LIST(setresuid, SYSCALL_SETRESUID_X, RING_GRAVE, RESULT, U32(0), U32(1), U32(2)),
	LIST(setresgid, SYSCALL_SETRESGID_X, RING_GRAVE, RESULT, U32(0), U32(1), U32(2)),
	LIST(capset, SYSCALL_CAPSET_X, RING_GRAVE, RESULT, CAPABILITIES(0), CAPABILITIES(1), CAPABILITIES(2)),

	/* namespaces, kernel code, other processes */
	LIST(setns, SYSCALL_SETNS_X, RING_GRAVE, RESULT, FD(0), CLONE(1)),
	LIST(unshare, SYSCALL_UNSHARE_X, RING_GRAVE, RESULT, CLONE(0)),
	LIST(bpf, SYSCALL_BPF_2_X, RING_GRAVE, RESULT_FD, U32(0)),
	LIST(init_module, SYSCALL_INIT_MODULE_X, RING_GRAVE, RESULT, BYTES(0, 1), U64(1), STRING(2)),
	LIST(finit_module, SYSCALL_FINIT_MODULE_X, RING_GRAVE, RESULT, FD(0), STRING(1), BITS(2, MODULE_BITS)),
	LIST(delete_module, SYSCALL_DELETE_MODULE_X, RING_GRAVE, RESULT, STRING(0), U32(1)),
	LIST(seccomp, SYSCALL_SECCOMP_X, RING_GRAVE, RESULT, U64(0), U64(1)),
	LIST(pidfd_getfd, SYSCALL_PIDFD_GETFD_X, RING_GRAVE, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1), U32(2)),
	LIST(userfaultfd, SYSCALL_USERFAULTFD_X, RING_GRAVE, RESULT_FD, U32(0)),
	HANDLE(ptrace, SYSCALL_PTRACE_X, RING_GRAVE, PTRACE),

#if defined(__TARGET_ARCH_x86)
	/* calls that newer processors do without */
	HANDLE(fork, SYSCALL_FORK_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(vfork, SYSCALL_VFORK_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(open, SYSCALL_OPEN_X, RING_CPU, OPEN),
	HANDLE(creat, SYSCALL_CREAT_X, RING_CPU, OPEN),
	LIST(rename, SYSCALL_RENAME_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(unlink, SYSCALL_UNLINK_2_X, RING_CPU, RESULT, STRING(0)),
	LIST(rmdir, SYSCALL_RMDIR_2_X, RING_CPU, RESULT, STRING(0)),
	LIST(mkdir, SYSCALL_MKDIR_2_X, RING_CPU, RESULT, STRING(0), U32(1)),
	LIST(symlink, SYSCALL_SYMLINK_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(link, SYSCALL_LINK_2_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(chmod, SYSCALL_CHMOD_X, RING_CPU, RESULT, STRING(0), MODE(1)),
	LIST(chown, SYSCALL_CHOWN_X, RING_CPU, RESULT, STRING(0), U32(1), U32(2)),
	LIST(lchown, SYSCALL_LCHOWN_X, RING_CPU, RESULT, STRING(0), U32(1), U32(2)),
	LIST(mknod, SYSCALL_MKNOD_X, RING_CPU, RESULT, STRING(0), NODE_MODE(1), U32(2)),
	LIST(dup2, SYSCALL_DUP2_X, RING_CPU, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1)),
#endif
};

static __always_inline const struct plan *plan_of(struct call *call)
{
	return &plans[call->number & (SYSCALLS - 1)];
}
