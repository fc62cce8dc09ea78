using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Whom a chain believes: the bridge it belongs to and the guardians' key in force there.</summary>
/// <param name="Bridge">Of the deployment that the contract or program serves.</param>
/// <param name="Epoch">Of the key in force.</param>
/// <param name="Key">The key in force.</param>
public sealed record GuardianKeyState(BridgeId Bridge, GuardianEpoch Epoch, GroupKey Key);

/// <summary>Reads the guardians' key as one chain knows it. Throws <see cref="ChainReadException"/> when it cannot say.</summary>
public interface IGuardianKeyReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>The state at the newest block, or at the last final one.</summary>
    Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken);
}
