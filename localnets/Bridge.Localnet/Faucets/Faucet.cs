using System.Text.Json;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Localnet.Deployments;
using Bridge.Localnet.State;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Localnet.Faucets;

/// <summary>Gives test tokens and fee money to anybody who asks: POST {"chain", "address"}. The local network's tokens are worth nothing.</summary>
/// <remarks>It pays with the accounts that made the deployment. Only tokens that live on a chain can be made there; wrapped ones come over the bridge.</remarks>
internal sealed class Faucet : IAsyncDisposable
{
    private const ulong Tokens = 1_000;

    private readonly EvmSide _evm;
    private readonly SolanaSide _solana;
    private readonly Deployment _deployment;
    private readonly WebApplication _app;

    // One payment at a time: each side sends from one account.
    private readonly SemaphoreSlim _turn = new(1);

    private Faucet(EvmSide evm, SolanaSide solana, Deployment deployment, WebApplication app) => (_evm, _solana, _deployment, _app) = (evm, solana, deployment, app);

    /// <summary>Listens on a free port and tells the command line where, in <c>faucet.json</c>. Takes over both sides.</summary>
    public static async Task<Faucet> StartAsync(BridgeDeployment deployed, StateDirectory state, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var faucet = new Faucet(deployed.Evm, deployed.Solana, deployed.Deployment, app);
        app.MapPost("/", (Delegate)faucet.AnswerAsync);
        await app.StartAsync(cancellationToken);
        JsonFiles.Write(Path.Combine(state.Root, "faucet.json"), new { url = app.Urls.Single() });
        return faucet;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _evm.Dispose();
        _solana.Dispose();
        _turn.Dispose();
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var request = await context.Request.ReadFromJsonAsync<FaucetRequest>(context.RequestAborted);
            switch (request)
            {
                case { Chain: "evm" }: await PayEvmAsync(EvmAddress.Parse(request.Address), context.RequestAborted); break;
                case { Chain: "solana" }: await PaySolanaAsync(SolanaAddress.Parse(request.Address), context.RequestAborted); break;
                default: return Results.BadRequest("chain should be evm or solana");
            }

            return Results.Ok();
        }
        catch (Exception e) when (e is ProtocolException or JsonException)
        {
            return Results.BadRequest(e.Message);
        }
        catch (Exception e) when (e is ChainReadException or SolanaDeploymentException or EvmTransactionException)
        {
            return Results.Problem(e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PayEvmAsync(EvmAddress account, CancellationToken cancellationToken)
    {
        await _evm.FundAsync(account.ToString(), cancellationToken);
        foreach (var asset in Home(EvmSide.Chain))
            await _evm.MintAsync(EvmAddress.Parse(asset.EvmToken), account, Tokens, asset.EvmDecimals, cancellationToken);
    }

    private async Task PaySolanaAsync(SolanaAddress account, CancellationToken cancellationToken)
    {
        await _solana.FundAsync(account.ToString(), cancellationToken);
        foreach (var asset in Home(SolanaSide.Chain))
            await _solana.MintAsync(SolanaAddress.Parse(asset.SolanaMint), account, Tokens, asset.SolanaDecimals, cancellationToken);
    }

    private IEnumerable<AssetDeployment> Home(ChainId chain) => _deployment.Assets.Where(asset => asset.HomeChain == chain.Value);

    private sealed record FaucetRequest(string Chain, string Address);
}
