using Bridge.Chains;
using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using Shouldly;

namespace Bridge.EndToEnd.Tests;

/// <summary>Guardians who sign whatever they like: their key files and passphrases in one hand, and no check before a share leaves.</summary>
internal static class CollusionOfGuardians
{
    /// <summary>A valid group signature over a batch that nobody locked.</summary>
    public static Attestation Sign(LocalnetFixture localnet, TransferBatch batch)
    {
        var epoch = GuardianEpoch.From(localnet.Deployment.Guardians.Epoch);
        var shares = Enumerable.Range(1, localnet.Deployment.Guardians.Threshold).Select(index => Share(localnet, index, epoch)).ToList();
        try
        {
            var nonces = shares.ConvertAll(FrostSigner.Commit);
            var package = SigningPackage.From(shares[0].Group, nonces.Select(pair => pair.Commitment), batch.Digest(epoch).Value.ToArray());
            var signatures = shares.Zip(nonces, (share, pair) => FrostSigner.Sign(share, pair, package).ShouldBeOfType<SigningResult.Completed>().Share);
            return new(batch, epoch, SignatureAggregator.Aggregate(package, signatures).ShouldBeOfType<AggregationResult.Completed>().Signature);
        }
        finally
        {
            shares.ForEach(share => share.Dispose());
        }
    }

    private static KeyPackage Share(LocalnetFixture localnet, int index, GuardianEpoch epoch)
    {
        var home = Path.Combine(localnet.State, $"guardian-{index}");
        using var entries = KeyFile.Read(Path.Combine(home, "guardian.key"), System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(home, "passphrase")).TrimEnd()));
        entries.TryGet($"share-{epoch}", out var share).ShouldBeTrue();
        return KeyPackage.Decode(share);
    }
}
