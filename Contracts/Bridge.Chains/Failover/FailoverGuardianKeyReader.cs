namespace Bridge.Chains;

/// <summary>Reads the guardians' key through one of several sources; a call that fails throws, and the next one asks another source.</summary>
public sealed class FailoverGuardianKeyReader(IReadOnlyList<IGuardianKeyReader> sources, SourceRotation rotation) : IGuardianKeyReader
{
    /// <inheritdoc/>
    public Protocol.ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ReadAsync(at, cancellationToken));
}
