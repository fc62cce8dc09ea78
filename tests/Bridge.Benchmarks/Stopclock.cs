using System.Runtime.InteropServices;

namespace Bridge.Benchmarks;

/// <summary>Times work on this thread by the processor time it got, so that what else the machine does hardly shows.</summary>
internal static unsafe partial class Stopclock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID
    private const int Batches = 9;
    private const double WarmMicroseconds = 500_000;

    /// <summary>Processor time of this thread so far, microseconds.</summary>
    public static double Now()
    {
        var time = stackalloc long[2];
        if (clock_gettime(ThreadCpuTime, time) != 0) throw new InvalidOperationException("the thread's clock cannot be read");
        return (time[0] * 1e6) + (time[1] / 1e3);
    }

    /// <summary>Microseconds a call: the median over nine batches of <paramref name="count"/> / 9 calls, after as many to warm up.</summary>
    public static double Microseconds(Action work, int count)
    {
        var batch = Math.Max(1, count / Batches);
        for (var i = 0; i < batch; i++) work();
        var times = new double[Batches];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Now();
            for (var j = 0; j < batch; j++) work();
            times[i] = (Now() - start) / batch;
        }

        Array.Sort(times);
        return times[Batches / 2];
    }

    /// <summary>
    /// Microseconds a call of each, medians over <paramref name="rounds"/>. The works take turns call by call, so that all see the same clock, caches and
    /// neighbours and their ratios hold whatever the machine does; before that they take turns until everything is compiled for good.
    /// </summary>
    public static double[] Interleaved(int rounds, params ReadOnlySpan<Action> works)
    {
        for (var warm = Now(); Now() - warm < WarmMicroseconds;)
        {
            foreach (var work in works) work();
        }

        var times = new double[works.Length][];
        for (var i = 0; i < works.Length; i++) times[i] = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                var start = Now();
                works[i]();
                times[i][round] = Now() - start;
            }
        }

        return Array.ConvertAll(times, samples =>
        {
            Array.Sort(samples);
            return samples[rounds / 2];
        });
    }

    [LibraryImport("libc")] private static partial int clock_gettime(int clock, long* time);
}
