using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>Addresses of the real chain families that can be paid and where nobody could take it: each is refused before any token moves, and a wallet is not.</summary>
public sealed class DeadRecipientTests : IDisposable
{
    private const string Vault = "0x5fbdb2315678afecb367f032d93f642f64180aa3", Margin = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512", Token = "0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0";
    private const string Program = "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM", Mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private static readonly Deployment Deployment = new()
    {
        Name = "test", BridgeId = Keccak256.Hash("bridge").ToString(), RelayerUrls = [],
        Evm = new() { Chain = 1, EvmChainId = 31337, RpcUrls = ["http://node.test"], Vault = Vault, MarginAccounts = Margin, FromBlock = 0 },
        Solana = new() { Chain = 2, RpcUrls = ["http://node.test"], Program = Program },
        Assets = [new() { Symbol = "USDC", Id = Keccak256.Hash("usdc").ToString(), HomeChain = 1, CanonicalDecimals = 6, EvmToken = Token, EvmDecimals = 6, SolanaMint = Mint, SolanaDecimals = 6 }],
        Guardians = new() { Epoch = 1, Threshold = 3, GroupKey = "", Members = [] },
    };

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("evm", Vault, "the bridge's own vault")]
    [InlineData("evm", Margin, "the margin contract")]
    [InlineData("evm", Token, "the USDC token")]
    [InlineData("evm", "0x0000000000000000000000000000000000000001", "a precompiled contract")]
    [InlineData("evm", "0x00000000000000000000000000000000000000ff", "a precompiled contract")]
    [InlineData("solana", Program, "the bridge's own program")]
    [InlineData("solana", Mint, "the USDC mint")]
    [InlineData("solana", "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "a program of the chain")]
    [InlineData("solana", "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL", "a program of the chain")]
    public void Refuse_NobodyHasItsKey_SaysWhatItIs(string chain, string address, string what) =>
        Should.Throw<UsageException>(() => Refuse(chain, address)).Message.ShouldContain($" is {what} on {chain}: what is paid there is lost");

    [Theory]
    [InlineData("evm", "0x0000000000000000000000000000000000000000")]
    [InlineData("solana", "11111111111111111111111111111111")]
    public void Refuse_Zero_IsNoAddress(string chain, string address) => Should.Throw<ProtocolException>(() => Refuse(chain, address));

    [Theory]
    [InlineData("evm", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("evm", "0x0000000000000000000000000000000000000100")]
    [InlineData("solana", "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T")]
    public void Refuse_AWallet_DoesNot(string chain, string address) => Should.NotThrow(() => Refuse(chain, address));

    private void Refuse(string name, string address)
    {
        IReadOnlyList<IChainFamily> chains = [new EvmChainFamily(Deployment, TimeProvider.System), new SolanaChainFamily(Deployment, TimeProvider.System)];
        var console = CliConsole.To(TextWriter.Null, isRedirected: true);
        using var session = new CliSession(Deployment, Path.GetTempPath(), chains, console, console, _http, TimeProvider.System, json: false);
        var chain = session.ChainNamed(name);
        DeadRecipients.Refuse(session, chain, chain.ParseAddress(address));
    }
}
