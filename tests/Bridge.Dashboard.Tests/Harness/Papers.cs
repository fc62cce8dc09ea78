using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Harness;

/// <summary>Papers as a page makes them; valid by default, each test changes one thing.</summary>
internal static class Papers
{
    public static LowerLevel Lower(TimeProvider time, ChainId? chain = null, ulong nonce = 1) => new()
    {
        Chain = chain, Nonce = nonce, NotAfter = (ulong)time.GetUtcNow().AddHours(24).ToUnixTimeSeconds(), Scope = RiskScope.Everything, Level = BreakerLevel.Normal, Reason = RiskReason.From("looked into it"),
    };

    public static ApproveHold Approve(TimeProvider time, Transfer transfer, Bytes32? leaf = null, ulong nonce = 1) => new()
    {
        Chain = transfer.Id.Lane.Destination, Nonce = nonce, NotAfter = (ulong)time.GetUtcNow().AddHours(24).ToUnixTimeSeconds(), Source = transfer.Id.Lane.Source, Sequence = transfer.Id.Sequence, Leaf = leaf ?? transfer.Leaf(),
    };

    public static RejectHold Reject(TimeProvider time, Transfer transfer, Bytes32? leaf = null) => new()
    {
        Chain = transfer.Id.Lane.Destination, Nonce = 1, NotAfter = (ulong)time.GetUtcNow().AddHours(24).ToUnixTimeSeconds(), Source = transfer.Id.Lane.Source, Sequence = transfer.Id.Sequence, Leaf = leaf ?? transfer.Leaf(),
    };

    public static object Draft(RiskAction action, params EcdsaKey[] signers) => new
    {
        action = action.Kind.ToString(), fields = RiskFields.Of(action), digest = Digest(action), signatures = signers.Select(key => Sign(action, key)),
    };

    public static string Digest(RiskAction action) => action.Digest(TransferBuilder.Bridge).ToString();

    public static string Sign(RiskAction action, EcdsaKey key) => RiskSignature.Make(action, TransferBuilder.Bridge, key).ToString();
}
