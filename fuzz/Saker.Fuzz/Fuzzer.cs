using System.Diagnostics;

namespace Saker.Fuzz;

/// <summary>What a run came to.</summary>
/// <param name="Inputs">How many inputs were tried.</param>
/// <param name="Outcomes">How many different things became of them.</param>
/// <param name="Finding">What went wrong, or null.</param>
/// <param name="Input">The input with which it did.</param>
public sealed record FuzzResult(long Inputs, int Outcomes, string? Finding, string? Input);

/// <summary>
/// Feeds a target with mutated seeds and watches over it: an exception, or more than two seconds of the processor or 256 MB of allocations for one input
/// end the run with a finding. Runs with the same seed try the same inputs, and what else the process does plays no part.
/// </summary>
public sealed class Fuzzer(IFuzzTarget target, IReadOnlyList<string> seeds, int seed)
{
    private const int MaxPool = 4_000;
    private const int MaxKept = 4_000;
    private const long MaxBytes = 256L * 1024 * 1024;
    private static readonly TimeSpan maxTime = TimeSpan.FromSeconds(2);

    // Whoever waits takes no time of the processor.
    private static readonly TimeSpan maxWait = TimeSpan.FromMinutes(2);

    private readonly Lock looking = new();
    private string? current;
    private long begun;
    private ThreadTime? worked;

    /// <summary>Tries inputs until one of the bounds is reached.</summary>
    /// <param name="inputs">How many to try at most.</param>
    /// <param name="time">For how long to try.</param>
    public FuzzResult Run(long inputs, TimeSpan time)
    {
        FuzzResult? result = null;
        // Rules are read on a thread of ordinary size, so that is where depth has to be survived.
        var worker = new Thread(() => result = Try(inputs, time)) { IsBackground = true };
        worker.Start();
        var watch = new Watch();
        while (!worker.Join(50))
        {
            if (Overdue(watch) is { } finding)
                return finding;
        }

        return result!;
    }

    // Runs on the worker, whose allocations are those of the input.
    private FuzzResult Try(long inputs, TimeSpan time)
    {
        lock (looking)
            worked = ThreadTime.OfThisThread();
        var random = new Random(seed);
        var mutator = new Mutator(random, target.Words);
        var pool = seeds.ToList();
        var outcomes = new HashSet<string>();
        var clock = Stopwatch.StartNew();
        long tried = 0;
        for (; tried < inputs && clock.Elapsed < time; tried++)
        {
            string input = tried < seeds.Count
                ? seeds[(int)tried]
                : mutator.Mutate(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
            Begin(input);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (outcomes.Add(target.Take(input)) && pool.Count < MaxPool && input.Length <= MaxKept)
                    pool.Add(input);
            }
            catch (Exception e)
            {
                return new FuzzResult(tried, outcomes.Count, e.ToString(), input);
            }

            if (GC.GetAllocatedBytesForCurrentThread() - before > MaxBytes)
                return new FuzzResult(tried, outcomes.Count, $"allocates more than {MaxBytes >> 20} MB", input);
        }

        return new FuzzResult(tried, outcomes.Count, null, null);
    }

    private void Begin(string input)
    {
        lock (looking)
            (current, begun) = (input, begun + 1);
    }

    private FuzzResult? Overdue(Watch watch)
    {
        lock (looking)
        {
            try
            {
                return current is not null && watch.TakesTooLong(begun, worked!.Taken) ? new FuzzResult(0, 0, $"took longer than {maxTime.TotalSeconds} s", current) : null;
            }
            catch (IOException)
            {
                // The worker has just come to its end.
                return null;
            }
        }
    }

    /// <summary>Measures an input from the first look at it.</summary>
    private sealed class Watch
    {
        private long input;
        private TimeSpan worked;
        private long since;

        public bool TakesTooLong(long current, TimeSpan taken)
        {
            if (input == current)
                return taken - worked > maxTime || Stopwatch.GetElapsedTime(since) > maxWait;
            (input, worked, since) = (current, taken, Stopwatch.GetTimestamp());
            return false;
        }
    }
}
