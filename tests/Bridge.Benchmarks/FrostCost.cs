using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;

namespace Bridge.Benchmarks;

/// <summary>
/// What threshold signing costs one party, beside the floor: the libsecp256k1 calls that the algorithm cannot avoid (<see cref="SessionFloor"/>), made in turns
/// with it.
/// </summary>
/// <remarks>
/// Round 2 and aggregation both include what everyone derives from the commitments. Aggregation includes the verification of the result. Commitments are decoded
/// points on both sides.
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
                new("frost.curve.parse_us", floor.Parse, "µs"),
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
        var nonces = group.Commit();
        var package = group.Package(nonces);
        SignatureShare[] shares = [.. nonces.Select((nonce, signer) => group.Sign(signer, nonce, package))];
        var signature = SignatureAggregator.Aggregate(package, shares) is AggregationResult.Completed(var completed)
            ? completed
            : throw new InvalidOperationException("the shares should add up to a signature");

        var (least, commitments) = (new SessionFloor(package, signature), package.Commitments);
        // Nonces serve once: each turn signs with those that it has just made, the other signers' stay.
        var session = Stopclock.Interleaved(
            rounds: Math.Max(101, 2_000 / threshold),
            () => nonces[0] = FrostSigner.Commit(group.First),
            () => _ = group.Sign(0, nonces[0], group.Package(nonces)), least.Round2,
            () => Aggregate(group, commitments, shares), least.Aggregate);
        var single = Stopclock.Interleaved(
            rounds: 1_001,
            () => FrostSigner.Commit(group.First).Dispose(), least.Round1,
            () => Require(FrostVerifier.Verify(group.Public.GroupKey, group.Message, signature)), least.Verify);
        foreach (var (what, measured, floored) in new[]
        {
            ("round1", single[0], single[1]), ("round2", session[1], session[2]), ("aggregate", session[3], session[4]), ("verify", single[2], single[3]),
        })
        {
            yield return new($"{name}{what}_us", measured, "µs");
            yield return new($"{name}{what}_floor_us", floored, "µs");
            yield return new($"{name}{what}_ratio", measured / floored, "× its floor");
        }

        yield return new($"{name}floor_ratio", (session[1] + session[3]) / (session[2] + session[4]), "× round 2, aggregation");
        nonces[0] = FrostSigner.Commit(group.First);
        yield return new($"{name}round2_bytes", Allocated(() => group.Sign(0, nonces[0], group.Package(nonces))), "bytes");
        yield return new($"{name}aggregate_bytes", Allocated(() => Aggregate(group, commitments, shares)), "bytes");

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

    private static void Aggregate(FrostGroup group, IReadOnlyList<NonceCommitment> commitments, SignatureShare[] shares) => Require(
        SignatureAggregator.Aggregate(SigningPackage.From(group.Public, commitments, group.Message), shares) is AggregationResult.Completed);

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Require(bool valid)
    {
        if (!valid) throw new InvalidOperationException("the signature should verify");
    }
}
