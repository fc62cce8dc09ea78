using Bridge.Chains;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.EndToEnd.Tests;

/// <summary>What a thief has who took t guardians' key files and their passphrases: everything the group can sign, he can.</summary>
internal sealed class StolenKey : IDisposable
{
    private readonly List<GuardianKeys> _stolen = [];
    private readonly GuardianEpoch _epoch;

    /// <summary>Takes the files of the first <paramref name="threshold"/> guardians of a local network.</summary>
    public StolenKey(string state, int threshold, GuardianEpoch epoch)
    {
        _epoch = epoch;
        for (var guardian = 1; guardian <= threshold; guardian++)
        {
            var home = Path.Combine(state, $"guardian-{guardian}");
            using var passphrase = Passphrase.Read(Path.Combine(home, "passphrase"));
            _stolen.Add(GuardianKeys.Open(Path.Combine(home, "guardian.key"), passphrase));
        }
    }

    /// <summary>A release that no guardian's daemon knows of, with the group's true signature.</summary>
    public Attestation Forge(TransferBatch batch)
    {
        var digest = batch.Digest(_epoch);
        var shares = _stolen.Select(keys => keys.Shares[_epoch]).ToList();
        var nonces = shares.Select(FrostSigner.Commit).ToList();
        try
        {
            var package = SigningPackage.From(shares[0].Group, nonces.Select(nonce => nonce.Commitment), digest);
            var signed = shares.Zip(nonces, (share, nonce) => FrostSigner.Sign(share, nonce, package) is SigningResult.Completed(var part) ? part : throw new InvalidOperationException("a stolen share did not sign"));
            return SignatureAggregator.Aggregate(package, [.. signed]) is AggregationResult.Completed(var signature)
                ? new(batch, _epoch, signature)
                : throw new InvalidOperationException("the stolen shares gave no signature");
        }
        finally
        {
            foreach (var nonce in nonces) nonce.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var keys in _stolen) keys.Dispose();
    }
}
