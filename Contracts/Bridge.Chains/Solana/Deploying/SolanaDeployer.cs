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

    /// <summary>Deploys the program through the upgradeable loader, which checks its code.</summary>
    /// <param name="elf">The linked program.</param>
    /// <param name="programKey">Key of the program's address.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DeployProgramAsync(ReadOnlyMemory<byte> elf, Ed25519Key programKey, CancellationToken cancellationToken)
    {
        if (programKey.Address != _addresses.Program) throw new ArgumentException($"the key should be of {_addresses.Program}", nameof(programKey));
        using var buffer = Ed25519Key.Generate();
        var bufferSize = LoaderProgram.BufferHeader + elf.Length;
        var bufferRent = await _rpc.GetRentAsync(bufferSize, cancellationToken);
        await RunAsync(
            "create the program's buffer",
            [
                SystemProgram.CreateAccount(_payer.Address, buffer.Address, bufferRent, (ulong)bufferSize, LoaderProgram.Id),
                LoaderProgram.InitializeBuffer(buffer.Address, _payer.Address),
            ],
            cancellationToken,
            buffer);
        var writes = Enumerable.Range(0, (elf.Length + LoaderProgram.ChunkSize - 1) / LoaderProgram.ChunkSize)
            .Select(i => i * LoaderProgram.ChunkSize)
            .Select(offset => LoaderProgram.Write(buffer.Address, _payer.Address, offset, elf.Span[offset..Math.Min(elf.Length, offset + LoaderProgram.ChunkSize)]));
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
    }

    /// <summary>Gives up the right to change the program, for ever. After <see cref="InitialiseAsync"/>, which needs that right.</summary>
    public Task RenounceUpgradesAsync(CancellationToken cancellationToken) =>
        RunAsync("renounce upgrades", [LoaderProgram.RenounceUpgrades(_addresses.Program, _payer.Address)], cancellationToken);

    /// <summary>Installs bridge id, chain, governor, the guardians' first key (epoch 1) and the delays of the control plane.</summary>
    public Task InitialiseAsync(GroupKey groupKey, RiskDelays delays, CancellationToken cancellationToken) => RunAsync(
        "initialise the bridge", [_instructions.Initialise(_payer.Address, _payer.Address, _bridge, _chain, _payer.Address, groupKey, delays)], cancellationToken);

    /// <summary>Hands the bridge over to its risk staff and ends the governor's power, for ever.</summary>
    public async Task SealAsync(IEnumerable<SignerAddress> officers, IEnumerable<SignerAddress> sentinels, CancellationToken cancellationToken)
    {
        foreach (var officer in officers) await GrantAsync(officer, RiskRole.Officer, cancellationToken);
        foreach (var sentinel in sentinels) await GrantAsync(sentinel, RiskRole.Sentinel, cancellationToken);
        await RunAsync("seal the bridge", [_instructions.Seal(_payer.Address)], cancellationToken);
    }

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
    public Task<SolanaAddress> CreateMintAsync(byte decimals, CancellationToken cancellationToken) => CreateMintAsync(decimals, _payer.Address, cancellationToken);

    /// <summary>Makes a mint that only the bridge can mint.</summary>
    public Task<SolanaAddress> CreateWrappedMintAsync(byte decimals, CancellationToken cancellationToken) => CreateMintAsync(decimals, _addresses.Authority, cancellationToken);

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

    private async Task<SolanaAddress> CreateMintAsync(byte decimals, SolanaAddress authority, CancellationToken cancellationToken)
    {
        using var mint = Ed25519Key.Generate();
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
