using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;

namespace Bridge.Benchmarks;

/// <summary>
/// What threshold signing costs one party, beside the floor: the sum of the libsecp256k1 calls that the algorithm cannot avoid, timed in the same run.
/// </summary>
/// <remarks>
/// Round 2 and aggregation both include what everyone derives from the commitments: t multiplications by full binding factors and one sum (there is no batched
/// multiplication in libsecp256k1 0.2.0). Aggregation includes the verification of the result.
/// </remarks>
internal sealed class FrostCost : IMeasurement
{
    private static readonly (int Threshold, int Count)[] Sizes = [(3, 5), (7, 10), (13, 19), (67, 100)];

    public string Name => "frost";

    public Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<Figure>>(
        () =>
        {
            progress("timing the curve");
            Warm();
            var floor = CurveFloor.Measure();
            List<Figure> figures =
            [
                new("frost.curve.create_us", floor.Create, "µs"), new("frost.curve.multiply_us", floor.Multiply, "µs"),
                new("frost.curve.multiply_small_us", floor.MultiplySmall, "µs"), new("frost.curve.recover_us", floor.Recover, "µs"),
                new("frost.curve.ecdh_us", floor.Ecdh, "µs"), new("frost.curve.combine_us", floor.Combine, "µs a point"),
            ];
            foreach (var (threshold, count) in Sizes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress($"signing with {threshold} of {count}");
                // Measured again for each size: the processor's clock moves.
                figures.AddRange(Measure(CurveFloor.Measure(), threshold, count));
            }

            return figures;
        },
        cancellationToken);

    private static IEnumerable<Figure> Measure(CurveFloor floor, int threshold, int count)
    {
        var name = $"frost.{threshold}of{count}.";
        var group = new FrostGroup(threshold, count);
        var runs = Math.Max(27, 900 / threshold);
        var nonces = group.Commit();
        var package = group.Package(nonces);
        SignatureShare[] shares = [.. nonces.Select((nonce, signer) => group.Sign(signer, nonce, package))];
        var signature = SignatureAggregator.Aggregate(package, shares) is AggregationResult.Completed(var completed)
            ? completed
            : throw new InvalidOperationException("the shares should add up to a signature");

        var round1 = Stopclock.Microseconds(() => FrostSigner.Commit(group.First).Dispose(), runs);
        // Nonces serve once: as many as there are runs are made beforehand, and only one signer's are fresh.
        var fresh = new Queue<SigningNonces>(Enumerable.Range(0, (2 * runs) + 8).Select(_ => FrostSigner.Commit(group.First)));
        var round2 = Stopclock.Microseconds(() => Round2(group, nonces, fresh.Dequeue()), runs);
        var commitments = package.Commitments;
        var aggregate = Stopclock.Microseconds(() => Aggregate(group, commitments, shares), runs);
        var verify = Stopclock.Microseconds(() => Require(FrostVerifier.Verify(group.Public.GroupKey, group.Message, signature)), 200);
        var (allocatedByRound2, allocatedByAggregate) = (
            Allocated(() => Round2(group, nonces, fresh.Dequeue())), Allocated(() => Aggregate(group, commitments, shares)));

        var derive = (threshold * floor.Multiply) + floor.Add + (((2 * threshold) - 2) * floor.Combine);
        var (floor1, floor2, floorAggregate, floorVerify) = (2 * floor.Create, derive, derive + floor.Recover, floor.Parse + floor.Recover);
        foreach (var (what, measured, least) in new[]
        {
            ("round1", round1, floor1), ("round2", round2, floor2), ("aggregate", aggregate, floorAggregate), ("verify", verify, floorVerify),
        })
        {
            yield return new($"{name}{what}_us", measured, "µs");
            yield return new($"{name}{what}_floor_us", least, "µs");
        }

        yield return new($"{name}floor_ratio", (round2 + aggregate) / (floor2 + floorAggregate), "× round 2, aggregation");
        yield return new($"{name}round2_bytes", allocatedByRound2, "bytes");
        yield return new($"{name}aggregate_bytes", allocatedByAggregate, "bytes");

        // Commit, prove and encrypt; verify proofs and signatures; derive all verifying shares; check every share.
        var floorKeygen = ((threshold + 3 + count) * floor.Create) + (4 * (count - 1) * floor.Recover) + (2 * (count - 1) * floor.Ecdh)
            + (((2 * count) - 1) * (threshold - 1) * (floor.MultiplySmall + floor.Add)) + ((count + 1) * floor.Multiply);
        yield return new($"{name}keygen_us", Enumerable.Range(0, count > 50 ? 1 : 5).Min(_ => FrostGroup.KeyGeneration(threshold, count)), "µs each");
        yield return new($"{name}keygen_floor_us", floorKeygen, "µs each");

        foreach (var liars in new[] { 0, 1, count - threshold })
        {
            var start = Stopclock.Now();
            var sessions = group.SignRobustly(liars);
            yield return new($"{name}roast_f{liars}_ms", (Stopclock.Now() - start) / 1e3, "ms for all together");
            yield return new($"{name}roast_f{liars}_sessions", sessions, "sessions");
        }
    }

    // Everything is compiled and the libraries are loaded before anything is measured.
    private static void Warm()
    {
        var group = new FrostGroup(3, 5);
        for (var i = 0; i < 10; i++) _ = group.SignRobustly(liars: i % 3);
        for (var i = 0; i < 3; i++) _ = FrostGroup.KeyGeneration(3, 5);
    }

    private static void Round2(FrostGroup group, SigningNonces[] nonces, SigningNonces own)
    {
        nonces[0] = own;
        _ = group.Sign(0, own, group.Package(nonces));
    }

    private static void Aggregate(FrostGroup group, IReadOnlyList<NonceCommitment> commitments, SignatureShare[] shares) => Require(
        SignatureAggregator.Aggregate(SigningPackage.From(group.Public, commitments, group.Message), shares) is AggregationResult.Completed);

    private static long Allocated(Action work)
    {
        work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Require(bool valid)
    {
        if (!valid) throw new InvalidOperationException("the signature should verify");
    }
}
