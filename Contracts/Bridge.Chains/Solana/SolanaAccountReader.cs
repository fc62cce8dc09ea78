using System.Buffers.Binary;
using System.Numerics;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Solana;

/// <summary>Reads balances and limits on Solana, newest state.</summary>
internal sealed class SolanaAccountReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IAccountReader
{
    private const int ClaimSize = 88, ClaimAmountOffset = 72;

    // Owners of programs: https://solana.com/docs/core/programs#loader-programs
    private static readonly string[] Loaders =
        ["NativeLoader1111111111111111111111111111111", "BPFLoader1111111111111111111111111111111111", "BPFLoader2111111111111111111111111111111111", "BPFLoaderUpgradeab1e11111111111111111111111", "LoaderV411111111111111111111111111111111111"];

    private readonly AssetReader _assets = new(rpc, addresses, new(addresses));

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken)
    {
        // The associated account is the one that releases pay into and locks take from.
        var tokens = TokenProgram.AssociatedAccount(SolanaAddress.From(account), SolanaAddress.Parse(asset.SolanaMint));
        return new(await ReadTokensAsync(tokens, cancellationToken), 0, await ReadClaimableAsync(account, asset, cancellationToken));
    }

    // kind 8 ‖ asset id 32 ‖ owner 32 ‖ amount 8, canonical units ‖ bump 1 ‖ zero 7
    private async Task<BigInteger> ReadClaimableAsync(PartyAddress owner, AssetDeployment asset, CancellationToken cancellationToken)
    {
        var address = addresses.Claim(AssetId.From(Bytes32.Parse(asset.Id)), owner);
        var (_, account) = await rpc.GetAccountAsync(address, Commitment.Confirmed, cancellationToken);
        if (account is null) return BigInteger.Zero;
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        if (account.Owner != addresses.Program || account.Data.Length != ClaimSize || !account.Data.AsSpan(0, 5).SequenceEqual("claim"u8))
            throw new ChainReadException(ChainReadFailure.Invalid, $"the claim account {address} is not the bridge's");
        var units = BinaryPrimitives.ReadUInt64BigEndian(account.Data.AsSpan(ClaimAmountOffset));
        return AmountScale.From(asset.SolanaDecimals, asset.CanonicalDecimals).ToLocal(units);
    }

    /// <inheritdoc/>
    public async Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken) =>
        await rpc.GetBalanceAsync(SolanaAddress.From(account), Commitment.Confirmed, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>An account that a program owns may be a wallet of several people; these programs' are not.</remarks>
    public async Task<string?> FindNoWalletAsync(PartyAddress account, CancellationToken cancellationToken)
    {
        var (_, found) = await rpc.GetAccountAsync(SolanaAddress.From(account), Commitment.Confirmed, cancellationToken);
        if (found is null) return null;
        if (found.Owner == TokenProgram.Id) return found.Data.Length == TokenProgram.AccountSize ? $"a token account of {TokenProgram.OwnerOf(found.Data)}, not the wallet itself" : "a mint";
        if (found.Owner == addresses.Program) return "an account of the bridge itself";
        return found.Owner.ToString() is { } owner && (owner.StartsWith("Sysvar", StringComparison.Ordinal) || Loaders.Contains(owner)) ? "a program or a part of the chain" : null;
    }

    /// <inheritdoc/>
    public async Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var state = await ReadStateAsync(asset, cancellationToken);
        if (state.Mode == AssetMode.Custody) return await rpc.GetTokenAccountBalanceAsync(state.Custody, Commitment.Confirmed, cancellationToken);
        var (_, mint) = await rpc.GetAccountAsync(state.Mint, Commitment.Confirmed, cancellationToken);
        return TokenProgram.SupplyOf(Required(mint, $"the mint {state.Mint}"));
    }

    /// <inheritdoc/>
    public async Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var id = AssetId.From(Bytes32.Parse(asset.Id));
        var (assets, now) = await _assets.ReadInForceAsync([id], null, cancellationToken);
        // An asset that is not registered here is closed (W6).
        return assets.TryGetValue(id, out var state)
            ? new AssetLimits(state.MaxRelease, state.AsSet.Capacity, state.AsSet.RefillPerSecond, state.AvailableAt(now)) { HoldThreshold = state.AsSet.HoldThreshold }
            : new(0, 0, 0, 0);
    }

    private async Task<AssetState> ReadStateAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var id = AssetId.From(Bytes32.Parse(asset.Id));
        return (await _assets.ReadAsync([id], Commitment.Confirmed, cancellationToken))[id];
    }

    private async Task<BigInteger> ReadTokensAsync(SolanaAddress address, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(address, Commitment.Confirmed, cancellationToken);
        return account is null ? BigInteger.Zero : TokenProgram.AmountOf(Required(account, $"the token account {address}"));
    }

    private static byte[] Required(SolanaAccount? account, string what) => account is not null && account.Owner == TokenProgram.Id
        ? account.Data
        : throw new ChainReadException(ChainReadFailure.Invalid, $"{what} is missing or not of the SPL Token program");
}
