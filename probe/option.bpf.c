/* SPDX-License-Identifier: GPL-2.0 */
/* Options of sockets, set and asked for. */

#include "file.h"
#include "plans.h"
#include "vector.h"

#define SOL_SOCKET 1
#define SOL_TCP 6

#define SO_ERROR 4
#define SO_LINGER 13
#define SO_PEERCRED 17
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_ATTACH_FILTER 26
#define SO_PEERNAME 28
#define SO_INCOMING_CPU 49
#define SO_COOKIE 57
#define SO_RCVTIMEO_NEW 66
#define SO_SNDTIMEO_NEW 67

/* What a value is, in its first byte. */
enum option_value {
	OPTION_BYTES,
	OPTION_ERROR,
	OPTION_U32,
	OPTION_U64,
	OPTION_TIME,
};

static __always_inline enum option_value value_kind(u32 level, u32 option)
{
	if (level != SOL_SOCKET)
		return OPTION_BYTES;
	switch (option) {
	case SO_ERROR:
		return OPTION_ERROR;
	case SO_RCVTIMEO:
	case SO_SNDTIMEO:
	case SO_RCVTIMEO_NEW:
	case SO_SNDTIMEO_NEW:
		return OPTION_TIME;
	case SO_COOKIE:
		return OPTION_U64;
	case SO_LINGER:
	case SO_PEERCRED:
	case SO_ATTACH_FILTER:
	case SO_PEERNAME:
		return OPTION_BYTES;
	default:
		return option <= SO_INCOMING_CPU ? OPTION_U32 : OPTION_BYTES;
	}
}

static __always_inline void read_option(struct scratch *s, void *to, u32 size, u64 address)
{
	if (bpf_probe_read_user(to, size, (void *)address))
		note(s, RECORD_FLAGS_UNREADABLE);
}

/* Nanoseconds of a struct timeval; that of the newer options is wide for every caller. */
static __always_inline u64 read_time(struct scratch *s, u32 option, u64 address)
{
	u64 time[2] = {};
	u32 narrow[2] = {};

	if (s->call.flags & RECORD_FLAGS_COMPAT && option < SO_RCVTIMEO_NEW) {
		read_option(s, narrow, sizeof(narrow), address);
		return narrow[0] * 1000000000ULL + narrow[1] * 1000ULL;
	}
	read_option(s, time, sizeof(time), address);
	return time[0] * 1000000000ULL + time[1] * 1000ULL;
}

static __always_inline void push_option(struct scratch *s, u32 level, u32 option, u64 address, u32 length)
{
	enum option_value kind = value_kind(level, option);
	u32 size = put_u8(s, 0, kind);
	s32 number = 0;
	u64 wide = 0;

	switch (kind) {
	case OPTION_ERROR:
		read_option(s, &number, sizeof(number), address);
		size = put_u64(s, size, -(s64)number);
		break;
	case OPTION_TIME:
		size = put_u64(s, size, read_time(s, option, address));
		break;
	case OPTION_U64:
		read_option(s, &wide, sizeof(wide), address);
		size = put_u64(s, size, wide);
		break;
	case OPTION_U32:
		read_option(s, &number, sizeof(number), address);
		STORE(u32, data_at(s, s->at + size), number);
		size += sizeof(u32);
		break;
	case OPTION_BYTES: {
		u32 count = wanted_data(length);

		if (count && bpf_probe_read_user(data_at(s, s->at + size), masked(count, PIECE_MASK), (void *)address))
			note(s, RECORD_FLAGS_UNREADABLE);
		else
			size += count;
		break;
	}
	}
	end_param(s, size);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_option)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u32 level = call->args[1];
	u32 option = call->args[2];
	u32 length = call->args[4];
	const u8 descriptor = 1;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, descriptor, call->args[0], SOCKET_ROLES_NONE);
	if (plan->event == EVENT_SOCKET_GETSOCKOPT_X) {
		length = 0;
		read_option(s, &length, sizeof(length), call->args[4]);
	}
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	push_s64(s, (s32)call->args[0]);
	push_u8(s, level == SOL_SOCKET ? SOCKOPT_LEVELS_SOL_SOCKET : level == SOL_TCP ? SOCKOPT_LEVELS_SOL_TCP : 0);
	push_u8(s, level == SOL_SOCKET ? socket_option(option) : 0);
	push_option(s, level, option, call->args[3], length);
	push_u32(s, length);
	return submit(SLOT_SYSCALL, plan->ring);
}
