using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Deploying;

/// <summary>
/// The steps that bring a bridge onto a Solana chain. One key pays, deploys and governs. Each step waits until it is confirmed and throws
/// <see cref="SolanaDeploymentException"/> when the chain refuses it.
/// </summary>
/// <remarks>Order: deploy the program, initialise, open lanes, register assets, set limits, open pages, renounce upgrades, seal.</remarks>
public sealed class SolanaDeployer : IDisposable
{
    private readonly JsonRpcClient _node;
    private readonly SolanaRpc _rpc;
    private readonly TransactionSender _sender;
    private readonly BridgeAddresses _addresses;
    private readonly BridgeInstructions _instructions;
    private readonly Ed25519Key _payer;
    private readonly BridgeId _bridge;
    private readonly ChainId _chain;

    /// <summary>Prepares a deployment.</summary>
    /// <param name="rpcUrl">The node.</param>
    /// <param name="bridge">The deployment's id.</param>
    /// <param name="chain">This chain's number in the bridge.</param>
    /// <param name="program">Address of the bridge program, of the key given to <see cref="DeployProgramAsync"/>.</param>
    /// <param name="payer">Pays, may upgrade until renounced, and is the governor. Its owner disposes it.</param>
    /// <param name="time">Clock of waits.</param>
    public SolanaDeployer(string rpcUrl, BridgeId bridge, ChainId chain, SolanaAddress program, Ed25519Key payer, TimeProvider time)
    {
        _node = new(rpcUrl, time);
        _rpc = new(_node);
        _sender = new(_rpc, time);
        _addresses = new(program);
        _instructions = new(_addresses);
        (_bridge, _chain, _payer) = (bridge, chain, payer);
    }

    /// <summary>Asks a test network for lamports.</summary>
    public async Task AirdropAsync(SolanaAddress account, ulong lamports, CancellationToken cancellationToken) =>
        _ = await _rpc.RequestAirdropAsync(account, lamports, cancellationToken);

    /// <summary>
    /// Deploys the program through the upgradeable loader, which checks its code. The buffer's key follows from the payer's and the code, so that a deployment
    /// that was interrupted goes on with the buffer it has paid for, and writes only what is missing.
    /// </summary>
    /// <param name="elf">The linked program.</param>
    /// <param name="programKey">Key of the program's address.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DeployProgramAsync(ReadOnlyMemory<byte> elf, Ed25519Key programKey, CancellationToken cancellationToken)
    {
        if (programKey.Address != _addresses.Program) throw new ArgumentException($"the key should be of {_addresses.Program}", nameof(programKey));
        using var buffer = Derive("buffer", Keccak256.Hash(elf.Span));
        var written = await BufferAsync(elf, buffer, cancellationToken);
        var writes = Enumerable.Range(0, (elf.Length + LoaderProgram.ChunkSize - 1) / LoaderProgram.ChunkSize)
            .Select(i => i * LoaderProgram.ChunkSize)
            .Where(offset => !Chunk(offset).SequenceEqual(written.AsSpan(LoaderProgram.BufferHeader + offset, Chunk(offset).Length)))
            .Select(offset => LoaderProgram.Write(buffer.Address, _payer.Address, offset, Chunk(offset)));
        foreach (var step in writes.Chunk(128))
        {
            Check("write the program", await _sender.SendAsync(
                [.. step.Select(write => (Func<Bytes32, SolanaTransaction>)(blockhash => SolanaTransaction.Sign(blockhash, [write], _payer)))], (_, _) => { }, cancellationToken));
        }

        var programRent = await _rpc.GetRentAsync(LoaderProgram.ProgramSize, cancellationToken);
        await RunAsync(
            "deploy the program",
            [
                SystemProgram.CreateAccount(_payer.Address, programKey.Address, programRent, LoaderProgram.ProgramSize, LoaderProgram.Id),
                LoaderProgram.Deploy(_payer.Address, programKey.Address, buffer.Address, _payer.Address, elf.Length),
            ],
            cancellationToken,
            programKey);

        ReadOnlySpan<byte> Chunk(int offset) => elf.Span[offset..Math.Min(elf.Length, offset + LoaderProgram.ChunkSize)];
    }

    private async Task<byte[]> BufferAsync(ReadOnlyMemory<byte> elf, Ed25519Key buffer, CancellationToken cancellationToken)
    {
        var size = LoaderProgram.BufferHeader + elf.Length;
        var (_, account) = await _rpc.GetAccountAsync(buffer.Address, Commitment.Confirmed, cancellationToken);
        if (account is not null) return account.Owner == LoaderProgram.Id && account.Data.Length == size ? account.Data : throw new SolanaDeploymentException($"{buffer.Address} should be a buffer of {size} bytes and is not");
        var rent = await _rpc.GetRentAsync(size, cancellationToken);
        await RunAsync(
            "create the program's buffer",
            [
                SystemProgram.CreateAccount(_payer.Address, buffer.Address, rent, (ulong)size, LoaderProgram.Id),
                LoaderProgram.InitializeBuffer(buffer.Address, _payer.Address),
            ],
            cancellationToken,
            buffer);
        return new byte[size];
    }

    /// <summary>Gives up the right to change the program, for ever. After <see cref="InitialiseAsync"/>, which needs that right.</summary>
    public Task RenounceUpgradesAsync(CancellationToken cancellationToken) =>
        RunAsync("renounce upgrades", [LoaderProgram.RenounceUpgrades(_addresses.Program, _payer.Address)], cancellationToken);

    /// <summary>Installs bridge id, chain, governor, the guardians' first key (epoch 1) and the delays of the control plane.</summary>
    public Task InitialiseAsync(GroupKey groupKey, RiskDelays delays, CancellationToken cancellationToken) => RunAsync(
        "initialise the bridge", [_instructions.Initialise(_payer.Address, _payer.Address, _bridge, _chain, _payer.Address, groupKey, delays)], cancellationToken);

    /// <summary>Ends the governor's power, for ever. Needs two officers.</summary>
    public Task SealAsync(CancellationToken cancellationToken) => RunAsync("seal the bridge", [_instructions.Seal(_payer.Address)], cancellationToken);

    /// <summary>Makes a key an officer or a sentinel.</summary>
    public Task GrantAsync(SignerAddress account, RiskRole role, CancellationToken cancellationToken) =>
        RunAsync($"make {account} {role}", [_instructions.GrantRole(_payer.Address, account, role)], cancellationToken);

    /// <summary>Opens the lane to and from an EVM chain, with its first pages.</summary>
    public Task OpenEvmLaneAsync(ChainId other, CancellationToken cancellationToken) => RunAsync(
        $"open the lane to chain {other}",
        [
            _instructions.OpenLane(_payer.Address, _payer.Address, other, addressForm: 1),
            _instructions.OpenOutboxPage(_payer.Address, other, 0),
            _instructions.OpenConsumedPage(_payer.Address, other, 0),
        ],
        cancellationToken);

    /// <summary>Makes a mint under the payer's authority.</summary>
    public async Task<SolanaAddress> CreateMintAsync(byte decimals, CancellationToken cancellationToken)
    {
        using var mint = Ed25519Key.Generate();
        return await CreateMintAsync(mint, decimals, _payer.Address, cancellationToken);
    }

    /// <summary>Makes a mint that only the bridge can mint, for an asset: one and the same however often it is asked for.</summary>
    public async Task<SolanaAddress> CreateWrappedMintAsync(AssetId asset, byte decimals, CancellationToken cancellationToken)
    {
        using var mint = Derive("mint", asset.Value);
        var (_, there) = await _rpc.GetAccountAsync(mint.Address, Commitment.Confirmed, cancellationToken);
        return there is null ? await CreateMintAsync(mint, decimals, _addresses.Authority, cancellationToken) : mint.Address;
    }

    /// <summary>Mints tokens of a payer's mint to somebody.</summary>
    /// <param name="mint">Made by <see cref="CreateMintAsync(byte, CancellationToken)"/>.</param>
    /// <param name="owner">Who gets them, in the associated token account.</param>
    /// <param name="amount">In the token's own units.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task MintTokensAsync(SolanaAddress mint, SolanaAddress owner, ulong amount, CancellationToken cancellationToken) => RunAsync(
        "mint tokens",
        [
            TokenProgram.CreateAssociatedIdempotent(_payer.Address, owner, mint),
            TokenProgram.MintTo(mint, TokenProgram.AssociatedAccount(owner, mint), _payer.Address, amount),
        ],
        cancellationToken);

    /// <summary>Registers a token of this chain, with its custody account.</summary>
    public async Task<AssetId> RegisterCustodyAsync(SolanaAddress mint, byte canonicalDecimals, CancellationToken cancellationToken)
    {
        var token = mint.ToParty();
        var id = AssetId.Of(_bridge, _chain, token);
        await RunAsync(
            $"register {mint}",
            [
                TokenProgram.CreateAssociatedIdempotent(_payer.Address, _addresses.Authority, mint),
                _instructions.RegisterAsset(_payer.Address, _payer.Address, id, AssetMode.Custody, canonicalDecimals, _chain, token, mint),
            ],
            cancellationToken);
        return id;
    }

    /// <summary>Registers the wrapped form of another chain's token.</summary>
    public async Task<AssetId> RegisterWrappedAsync(SolanaAddress mint, ChainId homeChain, PartyAddress homeToken, byte canonicalDecimals, CancellationToken cancellationToken)
    {
        var id = AssetId.Of(_bridge, homeChain, homeToken);
        await RunAsync(
            $"register wrapped {mint}",
            [_instructions.RegisterAsset(_payer.Address, _payer.Address, id, AssetMode.Mint, canonicalDecimals, homeChain, homeToken, mint)],
            cancellationToken);
        return id;
    }

    /// <summary>Sets an asset's limits on releases, in canonical units.</summary>
    public Task SetLimitsAsync(AssetId asset, RiskLimits limits, CancellationToken cancellationToken) =>
        RunAsync($"set the limits of {asset}", [_instructions.SetLimits(_payer.Address, asset, limits)], cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _node.Dispose();

    /// <summary>A key that only the payer can make, and always makes again: its seed is the hash of the payer's (deterministic, RFC 8032) signature.</summary>
    private Ed25519Key Derive(string purpose, Bytes32 subject) =>
        new(Keccak256.Hash(_payer.Sign([.. System.Text.Encoding.UTF8.GetBytes($"bridge/deploy/{purpose}/v1"), .. _addresses.Program.ToArray(), .. subject.ToArray()])).ToArray());

    private async Task<SolanaAddress> CreateMintAsync(Ed25519Key mint, byte decimals, SolanaAddress authority, CancellationToken cancellationToken)
    {
        var rent = await _rpc.GetRentAsync(TokenProgram.MintSize, cancellationToken);
        await RunAsync(
            "create a mint",
            [
                SystemProgram.CreateAccount(_payer.Address, mint.Address, rent, TokenProgram.MintSize, TokenProgram.Id),
                TokenProgram.InitializeMint(mint.Address, decimals, authority),
            ],
            cancellationToken,
            mint);
        return mint.Address;
    }

    private async Task RunAsync(string step, IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken, params Ed25519Key[] signers) =>
        Check(step, await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, instructions, [_payer, .. signers])], (_, _) => { }, cancellationToken));

    private static void Check(string step, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            if (delivery is Delivery.Landed) continue;
            var reason = delivery switch
            {
                Delivery.Failed { Error.Custom: { } code } when Enum.IsDefined((BridgeError)code) => $"error {code} ({(BridgeError)code}, if the bridge program gave it)",
                Delivery.Failed failed => failed.Error.Text,
                Delivery.Unknown unknown => unknown.Detail,
                _ => "no slot took the transaction in time",
            };
            throw new SolanaDeploymentException($"could not {step}: {reason}");
        }
    }
}
