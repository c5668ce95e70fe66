/* SPDX-License-Identifier: GPL-2.0 */
/* File systems being set up, and their quotas. */

#include "file.h"
#include "plans.h"
#include "vector.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_mount)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u32 command = call->args[1];
	u64 value = call->succeeded ? call->args[3] : 0;
	u32 size = call->args[4];
	bool bytes = command == FSCONFIG_CMDS_FSCONFIG_SET_BINARY;
	bool string = command == FSCONFIG_CMDS_FSCONFIG_SET_STRING || command == FSCONFIG_CMDS_FSCONFIG_SET_PATH ||
		      command == FSCONFIG_CMDS_FSCONFIG_SET_PATH_EMPTY;
	const u8 descriptor = 1;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, descriptor, call->args[0], SOCKET_ROLES_NONE);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	push_s64(s, (s32)call->args[0]);
	push_u32(s, command);
	push_user_string(SLOT_SYSCALL, call->args[2], PATH_LIMIT);
	push_user_bytes(SLOT_SYSCALL, value, bytes && value ? size > PATH_LIMIT ? PATH_LIMIT : size : 0);
	push_user_string(SLOT_SYSCALL, string ? value : 0, PATH_LIMIT);
	push_u32(s, size);
	return submit(SLOT_SYSCALL, plan->ring);
}

/* quotactl(2): the command above, the kind of quota below. */
#define QUOTA_COMMAND_SHIFT 8
#define QUOTA_KIND_MASK 0xff

#define Q_FIRST 0x800001
#define Q_XFIRST 0x5801

static const u16 quota_commands[] = {
	QUOTACTL_CMDS_Q_SYNC, QUOTACTL_CMDS_Q_QUOTAON, QUOTACTL_CMDS_Q_QUOTAOFF, QUOTACTL_CMDS_Q_GETFMT,
	QUOTACTL_CMDS_Q_GETINFO, QUOTACTL_CMDS_Q_SETINFO, QUOTACTL_CMDS_Q_GETQUOTA, QUOTACTL_CMDS_Q_SETQUOTA,
};

/* Those of XFS, which other file systems took over. */
static const u16 x_quota_commands[] = {
	QUOTACTL_CMDS_Q_XQUOTAON, QUOTACTL_CMDS_Q_XQUOTAOFF, QUOTACTL_CMDS_Q_XGETQUOTA, QUOTACTL_CMDS_Q_XSETQLIM,
	QUOTACTL_CMDS_Q_XGETQSTAT, QUOTACTL_CMDS_Q_XQUOTARM, QUOTACTL_CMDS_Q_XQUOTASYNC,
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static __always_inline u16 quota_command(u32 command)
{
	u32 number = (command >> QUOTA_COMMAND_SHIFT) - Q_FIRST;
	u32 x_number = (command >> QUOTA_COMMAND_SHIFT) - Q_XFIRST;

	if (number < COUNT(quota_commands))
		return quota_commands[number];
	return x_number < COUNT(x_quota_commands) ? x_quota_commands[x_number] : 0;
}

static __always_inline u8 quota_kind(u32 command)
{
	switch (command & QUOTA_KIND_MASK) {
	case 0:
		return QUOTACTL_TYPES_USRQUOTA;
	case 1:
		return QUOTACTL_TYPES_GRPQUOTA;
	default:
		return 0;
	}
}

static __always_inline u8 quota_format(u32 format)
{
	switch (format) {
	case 1:
		return QUOTACTL_QUOTA_FMTS_QFMT_VFS_OLD;
	case 2:
		return QUOTACTL_QUOTA_FMTS_QFMT_VFS_V0;
	case 4:
		return QUOTACTL_QUOTA_FMTS_QFMT_VFS_V1;
	default:
		return QUOTACTL_QUOTA_FMTS_QFMT_NOT_USED;
	}
}

/* struct if_dqblk */
struct quota {
	u64 block_hard_limit;
	u64 block_soft_limit;
	u64 space;
	u64 inode_hard_limit;
	u64 inode_soft_limit;
	u64 inodes;
	u64 block_time;
	u64 inode_time;
	u32 valid;
	u32 pad;
};

/* Members of struct quota that count, by its member valid. */
#define VALID_BLOCK_LIMITS 1
#define VALID_SPACE 2
#define VALID_INODE_LIMITS 4
#define VALID_BLOCK_TIME 16
#define VALID_INODE_TIME 32

/* struct if_dqinfo */
struct quota_settings {
	u64 block_grace;
	u64 inode_grace;
	u32 flags;
	u32 valid;
};

#define VALID_BLOCK_GRACE 1
#define VALID_INODE_GRACE 2
#define VALID_FLAGS 4

static __always_inline void push_if(struct scratch *s, bool valid, u64 value)
{
	push_u64(s, valid ? value : 0);
}

static __always_inline void push_quota(struct scratch *s, u16 command, u64 address)
{
	struct quota quota = {};

	if (command == QUOTACTL_CMDS_Q_GETQUOTA || command == QUOTACTL_CMDS_Q_SETQUOTA)
		bpf_probe_read_user(&quota, sizeof(quota), (void *)address);
	push_if(s, quota.valid & VALID_BLOCK_LIMITS, quota.block_hard_limit);
	push_if(s, quota.valid & VALID_BLOCK_LIMITS, quota.block_soft_limit);
	push_if(s, quota.valid & VALID_SPACE, quota.space);
	push_if(s, quota.valid & VALID_INODE_LIMITS, quota.inode_hard_limit);
	push_if(s, quota.valid & VALID_INODE_LIMITS, quota.inode_soft_limit);
	push_if(s, quota.valid & VALID_BLOCK_TIME, quota.block_time);
	push_if(s, quota.valid & VALID_INODE_TIME, quota.inode_time);
}

static __always_inline void push_quota_settings(struct scratch *s, u16 command, u64 address)
{
	struct quota_settings info = {};

	if (command == QUOTACTL_CMDS_Q_GETINFO || command == QUOTACTL_CMDS_Q_SETINFO)
		bpf_probe_read_user(&info, sizeof(info), (void *)address);
	push_if(s, info.valid & VALID_BLOCK_GRACE, info.block_grace);
	push_if(s, info.valid & VALID_INODE_GRACE, info.inode_grace);
	push_u8(s, info.valid & VALID_FLAGS ? info.flags : 0);
}

static __always_inline bool names_somebody(u16 command)
{
	return command == QUOTACTL_CMDS_Q_GETQUOTA || command == QUOTACTL_CMDS_Q_SETQUOTA ||
	       command == QUOTACTL_CMDS_Q_XGETQUOTA || command == QUOTACTL_CMDS_Q_XSETQLIM;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_quota)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u16 command = quota_command(call->args[0]);
	u32 id = call->args[2];
	u64 address = call->args[3];
	u32 format = 0;

	begin_record(s, task, call->number, call->flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	push_user_string(SLOT_SYSCALL, call->args[1], PATH_LIMIT);
	push_user_string(SLOT_SYSCALL, command == QUOTACTL_CMDS_Q_QUOTAON ? address : 0, PATH_LIMIT);
	push_quota(s, command, address);
	push_quota_settings(s, command, address);
	if (command == QUOTACTL_CMDS_Q_GETFMT)
		bpf_probe_read_user(&format, sizeof(format), (void *)address);
	push_u8(s, quota_format(format));
	push_u16(s, command);
	push_u8(s, quota_kind(call->args[0]));
	push_u32(s, names_somebody(command) ? id : 0);
	push_u8(s, quota_format(command == QUOTACTL_CMDS_Q_QUOTAON ? id : 0));
	return submit(SLOT_SYSCALL, plan->ring);
}
