/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets: what the kernel knows of their ends, and addresses that the caller passed. */
#pragma once

#include "task.h"
#include <bpf/bpf_endian.h>

#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_ICMPV6 58

#define UNIX_PATH_LIMIT 108

enum direction {
	OUTBOUND,
	INBOUND,
};

static __always_inline struct sock *socket_of(struct file *file)
{
	struct socket *socket = READ(file, private_data);

	return file && (READ(file, f_inode, i_mode) & S_IFMT) == S_IFSOCK ? COPY(socket, sk) : 0;
}

static __always_inline u8 l4_protocol(struct sock *sk)
{
	if (READ(sk, sk_type) == SOCK_RAW)
		return L4_PROTOCOLS_RAW;
	switch (READ(sk, sk_protocol)) {
	case IPPROTO_TCP:
		return L4_PROTOCOLS_TCP;
	case IPPROTO_UDP:
		return L4_PROTOCOLS_UDP;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return L4_PROTOCOLS_ICMP;
	default:
		return L4_PROTOCOLS_UNKNOWN;
	}
}

static __always_inline void describe_socket(struct descriptor_fact *fact, struct sock *sk)
{
	u32 state = READ(sk, __sk_common.skc_state);
	bool listens = state == TCP_LISTEN;
	struct inet_sock *inet = (struct inet_sock *)sk;

	if (listens)
		fact->flags |= DESCRIPTOR_FLAGS_LISTENING;
	else if (state == TCP_ESTABLISHED)
		fact->flags |= DESCRIPTOR_FLAGS_CONNECTED;

	switch (READ(sk, __sk_common.skc_family)) {
	case AF_INET:
		fact->type = listens ? DESCRIPTOR_TYPES_IPV4_SERVER : DESCRIPTOR_TYPES_IPV4;
		BPF_CORE_READ_INTO((u32 *)fact->local_address, inet, inet_saddr);
		BPF_CORE_READ_INTO((u32 *)fact->remote_address, sk, __sk_common.skc_daddr);
		break;
	case AF_INET6:
		fact->type = listens ? DESCRIPTOR_TYPES_IPV6_SERVER : DESCRIPTOR_TYPES_IPV6;
		BPF_CORE_READ_INTO((struct in6_addr *)fact->local_address, inet, pinet6, saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)fact->remote_address, sk, __sk_common.skc_v6_daddr);
		break;
	case AF_UNIX:
		fact->type = DESCRIPTOR_TYPES_UNIX;
		fact->l4_protocol = L4_PROTOCOLS_NONE;
		return;
	case AF_NETLINK:
		fact->type = DESCRIPTOR_TYPES_NETLINK;
		fact->l4_protocol = L4_PROTOCOLS_NONE;
		return;
	default:
		fact->type = DESCRIPTOR_TYPES_UNSUPPORTED;
		return;
	}
	fact->l4_protocol = l4_protocol(sk);
	fact->local_port = bpf_ntohs(READ(inet, inet_sport));
	fact->remote_port = bpf_ntohs(READ(sk, __sk_common.skc_dport));
}

/* Puts bytes at an offset behind s->at, where a parameter of several parts is being built. */
static __always_inline u32 put(struct scratch *s, u32 size, const void *bytes, u32 count)
{
	bpf_probe_read_kernel(data_at(s, s->at + size), count, bytes);
	return size + count;
}

static __always_inline u32 put_u8(struct scratch *s, u32 size, u8 value)
{
	*(u8 *)data_at(s, s->at + size) = value;
	return size + 1;
}

static __always_inline u32 put_u16(struct scratch *s, u32 size, u16 value)
{
	STORE(u16, data_at(s, s->at + size), value);
	return size + 2;
}

static __always_inline u32 put_u64(struct scratch *s, u32 size, u64 value)
{
	STORE(u64, data_at(s, s->at + size), value);
	return size + 8;
}

/*
 * The path of a Unix socket; an abstract one without its leading zero byte. Abstract names have no zero byte at their end either, so
 * their length is what counts.
 */
static __always_inline u32 put_unix_path(struct scratch *s, u32 size, const char *path, u32 length)
{
	char first = 1;
	long count;

	bpf_probe_read_kernel(&first, 1, path);
	if (!first && length > 0)
		length--;
	if (length >= UNIX_PATH_LIMIT)
		length = UNIX_PATH_LIMIT - 1;
	count = bpf_probe_read_kernel_str(data_at(s, s->at + size), masked(length + 1, 127), path + !first);
	return count > 0 ? size + count : size;
}

/* Reads an address of the caller to s->bytes and answers its family, 0 for none. */
static __always_inline u16 read_address(struct scratch *s, u64 address, u32 size)
{
	__builtin_memset(s->bytes, 0, sizeof(s->bytes));
	if (size > 128)
		size = 128;
	if (!address || size < 2)
		return 0;
	if (bpf_probe_read_user(s->bytes, size, (void *)address)) {
		note(s, RECORD_FLAGS_UNREADABLE);
		return 0;
	}
	return *(u16 *)s->bytes;
}

/* Of sockaddr_in and sockaddr_in6. */
#define SOCKADDR_PORT 2
#define SOCKADDR_IPV4 4
#define SOCKADDR_IPV6 8
#define SOCKADDR_PATH 2

/* The address in s->bytes. */
static __always_inline void push_held_address(struct scratch *s, u16 family)
{
	u16 port = bpf_ntohs(*(u16 *)&s->bytes[SOCKADDR_PORT]);
	u32 size = 0;

	switch (family) {
	case AF_INET:
		size = put_u8(s, 0, family);
		size = put(s, size, &s->bytes[SOCKADDR_IPV4], 4);
		size = put_u16(s, size, port);
		break;
	case AF_INET6:
		size = put_u8(s, 0, family);
		size = put(s, size, &s->bytes[SOCKADDR_IPV6], 16);
		size = put_u16(s, size, port);
		break;
	case AF_UNIX:
		size = put_u8(s, 0, family);
		size = put_unix_path(s, size, (char *)&s->bytes[SOCKADDR_PATH], UNIX_PATH_LIMIT);
		break;
	}
	end_param(s, size);
}

__noinline int push_address(u32 slot, u64 address, u32 length)
{
	struct scratch *s = scratch_of(slot);

	if (s)
		push_held_address(s, read_address(s, address, length));
	return 0;
}

struct end {
	u8 address[16];
	u16 port;
};

static __always_inline u32 put_end(struct scratch *s, u32 size, struct end *end, u32 width)
{
	size = put(s, size, end->address, width);
	return put_u16(s, size, end->port);
}

static __always_inline u32 put_internet_tuple(struct scratch *s, struct sock *sk, u16 family, enum direction direction, u64 address)
{
	struct inet_sock *inet = (struct inet_sock *)sk;
	struct end local = { .port = bpf_ntohs(READ(inet, inet_sport)) };
	struct end remote = { .port = bpf_ntohs(READ(sk, __sk_common.skc_dport)) };
	u32 width = family == AF_INET ? 4 : 16;

	if (family == AF_INET) {
		BPF_CORE_READ_INTO((u32 *)local.address, inet, inet_saddr);
		BPF_CORE_READ_INTO((u32 *)remote.address, sk, __sk_common.skc_daddr);
	} else {
		BPF_CORE_READ_INTO((struct in6_addr *)local.address, inet, pinet6, saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)remote.address, sk, __sk_common.skc_v6_daddr);
	}
	/* A socket without a peer, such as UDP's: the caller's address is all there is. */
	if (!remote.port && read_address(s, address, family == AF_INET ? 16 : 28) == family) {
		remote.port = bpf_ntohs(*(u16 *)&s->bytes[SOCKADDR_PORT]);
		__builtin_memcpy(remote.address, &s->bytes[family == AF_INET ? SOCKADDR_IPV4 : SOCKADDR_IPV6], 16);
	}

	u32 size = put_u8(s, 0, family);

	size = put_end(s, size, direction == OUTBOUND ? &local : &remote, width);
	return put_end(s, size, direction == OUTBOUND ? &remote : &local, width);
}

static __always_inline u32 put_unix_tuple(struct scratch *s, struct sock *sk, enum direction direction, u64 address)
{
	struct sock *peer = READ((struct unix_sock *)sk, peer);
	struct unix_sock *named = (struct unix_sock *)(direction == OUTBOUND ? peer : sk);
	u32 size = put_u8(s, 0, AF_UNIX);

	size = put_u64(s, size, (u64)(direction == OUTBOUND ? peer : sk));
	size = put_u64(s, size, (u64)(direction == OUTBOUND ? sk : peer));
	if (named) {
		struct unix_address *name = READ(named, addr);

		if (!name)
			return put_u8(s, size, 0);
		return put_unix_path(s, size, (char *)&name->name[0].sun_path, READ(name, len) - SOCKADDR_PATH);
	}
	read_address(s, address, 110);
	return put_unix_path(s, size, (char *)&s->bytes[SOCKADDR_PATH], UNIX_PATH_LIMIT);
}

/* Both ends of a socket, the sender first. */
__noinline int push_tuple(u32 slot, u64 socket, u32 direction, u64 address)
{
	struct scratch *s = scratch_of(slot);
	struct sock *sk = (struct sock *)socket;
	u32 size = 0;

	if (!s)
		return 0;
	u16 family = sk ? READ(sk, __sk_common.skc_family) : 0;

	switch (family) {
	case AF_INET:
		size = put_internet_tuple(s, sk, AF_INET, direction, address);
		break;
	case AF_INET6:
		size = put_internet_tuple(s, sk, AF_INET6, direction, address);
		break;
	case AF_UNIX:
		size = put_unix_tuple(s, sk, direction, address);
		break;
	}
	end_param(s, size);
	return 0;
}
