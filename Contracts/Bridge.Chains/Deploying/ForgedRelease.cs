using System.Security.Cryptography;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Deploying;

/// <summary>The last step of a deployment: a release that no guardian signed is sent to each chain and has to be refused (M12).</summary>
public static class ForgedRelease
{
    /// <summary>Tries it on <paramref name="destination"/>.</summary>
    /// <param name="destination">The chain under test.</param>
    /// <param name="source">The other chain's number.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="recipient">Who would be paid.</param>
    /// <param name="feeSecret">An account that pays fees on the chain under test.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DeploymentException">The chain took it, or refused for no stated reason: the deployment is not safe to use.</exception>
    public static async Task MustRevertAsync(
        IChainFamily destination, ChainId source, Deployment deployment, PartyAddress recipient, ReadOnlyMemory<byte> feeSecret, CancellationToken cancellationToken)
    {
        var lane = Lane.From(source, destination.Chain);
        var url = destination.RpcUrls[0];
        var releaser = destination.Releaser(url, feeSecret);
        foreach (var asset in deployment.Assets)
        {
            var batch = new TransferBatch([new()
            {
                Bridge = deployment.Bridge,
                Id = TransferId.From(lane, 1),
                Kind = TransferKind.Wallet,
                Asset = AssetId.From(Bytes32.Parse(asset.Id)),
                Amount = 1,
                Sender = recipient,
                Recipient = recipient,
            }]);
            var outcomes = await releaser.ReleaseAsync(new(batch, GuardianEpoch.From(deployment.Guardians.Epoch), ForgeSignature()), (_, _) => { }, cancellationToken);
            // SECURITY: a chain that pays what nobody signed must not be used (W9, M12).
            if (outcomes is not [ReleaseOutcome.Rejected]) throw new DeploymentException($"{destination.Name} did not refuse a forged release of {asset.Symbol}: {string.Join(", ", outcomes)}");
        }

        var consumed = await destination.ReleaseReader(url).ReadConsumedAsync(lane, 1, 1, ReadAt.Latest, cancellationToken);
        if (consumed[0]) throw new DeploymentException($"{destination.Name} consumed sequence 1 by a forged release");
    }

    /// <summary>R on the curve and z in range: everything about it is right but the signer.</summary>
    private static GroupSignature ForgeSignature()
    {
        using var commitment = EcdsaKey.Generate();
        Span<byte> signature = stackalloc byte[GroupSignature.Size];
        commitment.PublicKey.Span.CopyTo(signature);
        RandomNumberGenerator.Fill(signature[64..]);
        signature[64] &= 0x7f; // below the group order
        return GroupSignature.From(signature);
    }
}
