/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does one thing over and over and says what one round of it took: load KIND ROUNDS prints nanoseconds. The kinds are the system
 * calls that a sensor makes dearer, each in its plainest form. load threads COUNT keeps that many threads, load paced RATE FILE opens a
 * file that often in a second until it is killed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *file;
static int zero_device, null_device, listener;
static struct sockaddr_in address;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void number_round(void)
{
	syscall(SYS_getppid);
}

static void open_round(void)
{
	int descriptor = open(file, O_RDONLY);

	if (descriptor < 0)
		fail(file);
	close(descriptor);
}

static void byte_round(void)
{
	char byte;

	if (read(zero_device, &byte, 1) != 1 || write(null_device, &byte, 1) != 1)
		fail("byte");
}

static void exec_round(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/bin/true", "true", (char *)0);
		_exit(127);
	}
	if (child < 0 || waitpid(child, 0, 0) != child)
		fail("child");
}

static void connect_round(void)
{
	int from = socket(AF_INET, SOCK_STREAM, 0);
	struct linger linger = { 1, 0 }; /* leaves no connection waiting for its end */

	if (connect(from, (struct sockaddr *)&address, sizeof(address)))
		fail("connect");
	int to = accept(listener, 0, 0);

	if (to < 0)
		fail("accept");
	setsockopt(from, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(from);
	close(to);
}

static void prepare(void)
{
	socklen_t size = sizeof(address);

	zero_device = open("/dev/zero", O_RDONLY);
	null_device = open("/dev/null", O_WRONLY);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 16) ||
	    getsockname(listener, (struct sockaddr *)&address, &size))
		fail("listener");
}

static void *wait_forever(void *nothing)
{
	pause();
	return nothing;
}

/* Keeps so many threads, in processes of a thousand, and says when they are there. */
static void keep_threads(long count)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int there[2];
	char byte;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 16384);
	if (pipe(there))
		fail("pipe");
	for (long left = count; left > 0; left -= 1000) {
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (long i = 1; i < left && i < 1000; i++) {
			if (pthread_create(&thread, &attributes, wait_forever, 0))
				fail("thread");
		}
		if (write(there[1], "", 1) != 1)
			fail("pipe");
		pause();
	}
	for (long left = count; left > 0; left -= 1000) {
		if (read(there[0], &byte, 1) != 1)
			fail("pipe");
	}
	puts("there");
	fflush(stdout);
	pause();
}

/* Opens the file so often in a second, a few times each millisecond, and catches up when it was late. */
static void keep_pace(long rate)
{
	struct timespec next;

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (long done = 0, milliseconds = 1;; milliseconds++) {
		for (; done < rate * milliseconds / 1000; done++)
			open_round();
		next.tv_nsec += 1000000;
		if (next.tv_nsec >= 1000000000) {
			next.tv_nsec -= 1000000000;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, 0);
	}
}

static const struct {
	const char *name;
	void (*round)(void);
} kinds[] = {
	{ "getppid", number_round }, { "open", open_round }, { "byte", byte_round }, { "exec", exec_round }, { "connect", connect_round },
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int count, char **words)
{
	file = count > 3 ? words[3] : "/usr/share/common-licenses/MIT";
	if (count < 3) {
		fprintf(stderr, "usage: load KIND ROUNDS [FILE]\n");
		return 2;
	}
	long rounds = atol(words[2]);

	if (!strcmp(words[1], "threads"))
		keep_threads(rounds);
	if (!strcmp(words[1], "paced"))
		keep_pace(rounds);
	prepare();
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kinds[i].name, words[1]))
			continue;
		for (long warm = 0; warm < rounds / 10; warm++)
			kinds[i].round();
		double start = now();

		for (long round = 0; round < rounds; round++)
			kinds[i].round();
		printf("%.1f\n", (now() - start) / rounds);
		return 0;
	}
	fprintf(stderr, "load: there is no kind %s\n", words[1]);
	return 2;
}
