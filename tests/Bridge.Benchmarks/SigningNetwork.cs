using System.Diagnostics;
using Bridge.Protocol;
using Bridge.Relayer.Signing;

namespace Bridge.Benchmarks;

/// <summary>
/// Signing through the real network API: guardians with their journals on disk behind mutually authenticated TLS, asked by the relayer's own coordinator.
/// All in one process on this machine; only the chains are in memory.
/// </summary>
/// <remarks>
/// Robustness is tabulated as the ROAST paper does: 153 ms for each answer to come, and liars who are all asked first and never two at once, so that each
/// spoils a session of its own.
/// </remarks>
internal sealed class SigningNetwork : IMeasurement
{
    private const int Concurrency = 16, Alone = 100;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10), RoundTrip = TimeSpan.FromMilliseconds(153);

    private static readonly (int Threshold, int Count)[] Sizes = [(3, 5), (13, 19)];

    public string Name => "signing";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach (var (threshold, count) in Sizes)
        {
            var name = $"frost.{threshold}of{count}.";
            progress($"starting {count} guardians, {threshold} of whom sign");
            await using var guardians = await GuardianNetwork.StartAsync(threshold, count, cancellationToken);

            progress("one session after the other");
            var alone = await OneByOneAsync(guardians, cancellationToken);
            figures.Add(new($"{name}session_ms", alone[alone.Length / 2], "ms, alone, p50"));

            progress($"{Concurrency} sessions at a time for {Length.TotalSeconds:0} s");
            figures.Add(new($"{name}sessions_per_s", await PerSecondAsync(guardians, cancellationToken), "sessions/s"));

            foreach (var liars in new[] { 0, 1, count - threshold })
            {
                progress($"{RoundTrip.TotalMilliseconds:0} ms away, {liars} liars");
                var (milliseconds, sessions) = await RobustAsync(guardians, liars, cancellationToken);
                figures.Add(new($"{name}roast153_f{liars}_ms", milliseconds, "ms"));
                figures.Add(new($"{name}roast153_f{liars}_sessions", sessions, "sessions"));
            }
        }

        return figures;
    }

    private static async Task<double[]> OneByOneAsync(GuardianNetwork guardians, CancellationToken cancellationToken)
    {
        var coordinator = guardians.Coordinator();
        var times = new double[Alone];
        for (var i = 0; i < Alone; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await SignAsync(coordinator, guardians.Batch(i), cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return [.. times.Order()];
    }

    private static async Task<double> PerSecondAsync(GuardianNetwork guardians, CancellationToken cancellationToken)
    {
        var coordinator = guardians.Patient();
        var (start, next, done) = (Stopwatch.GetTimestamp(), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(start) < Length)
                {
                    await SignAsync(coordinator, guardians.Batch(Interlocked.Increment(ref next)), cancellationToken);
                    Interlocked.Increment(ref done);
                }
            },
            cancellationToken)));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<(double Milliseconds, int Sessions)> RobustAsync(GuardianNetwork guardians, int liars, CancellationToken cancellationToken)
    {
        var (coordinator, seats) = guardians.Remote(RoundTrip, liars);
        var start = Stopwatch.GetTimestamp();
        await SignAsync(coordinator, guardians.BatchOfTheFirst, cancellationToken);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, seats.Sum(seat => seat.Signed) / guardians.Threshold);
    }

    private static async Task SignAsync(SigningCoordinator coordinator, TransferBatch batch, CancellationToken cancellationToken)
    {
        var outcome = await coordinator.SignAsync(batch, _ => { }, cancellationToken);
        if (outcome is not SigningOutcome.Completed) throw new InvalidOperationException($"batch {batch.Id} was not signed: {outcome}");
    }
}
