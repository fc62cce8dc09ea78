using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge faucet</c>: test tokens and fee money, on a localnet only. The launcher pays; it writes its address to <c>faucet.json</c>.</summary>
internal static class FaucetCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var user = new Option<string>("--user") { Description = "A test user of the localnet.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var chainName = new Option<string?>("--chain") { Description = "Only this chain: evm or solana.", HelpName = "CHAIN" };
        var address = new Option<string?>("--address") { Description = "Pay this address (with --chain) instead of the user's.", HelpName = "ADDRESS" };
        var command = new Command("faucet", "Give test tokens and fee money (localnet only).") { user, chainName, address };
        command.SetAction((result, stop) => run(result, (session, token) =>
            FillAsync(session, result.GetValue(user)!, result.GetValue(chainName), result.GetValue(address), token), stop));
        return command;
    }

    private static async Task<int> FillAsync(CliSession session, string user, string? chainName, string? address, CancellationToken cancellationToken)
    {
        var file = Path.Combine(session.Folder, "faucet.json");
        if (!File.Exists(file)) throw new CliException($"{session.Deployment.Name} has no faucet", "only a running localnet has one: ./localnets/run.sh");
        var faucet = JsonSerializer.Deserialize<FaucetAddress>(await File.ReadAllTextAsync(file, cancellationToken), JsonSerializerOptions.Web)!;
        if (address is not null && chainName is null) throw new UsageException("which chain is that address on?", "name it with --chain CHAIN");
        await DemonstrationWait.ToEndAsync(session, cancellationToken);
        foreach (var chain in chainName is null ? session.Chains : [session.ChainNamed(chainName)])
        {
            var account = address is not null ? UsageException.ReadAddress(chain, address)
                : session.Keys.AddressOf(chain, user) ?? throw new CliException($"there is no user \"{user}\" on {chain.Name}", "name an address with --chain CHAIN --address ADDRESS");
            await PayAsync(session, faucet, chain.Name, chain.FormatAddress(account), cancellationToken);
        }

        return CliApplication.Done;
    }

    private static async Task PayAsync(CliSession session, FaucetAddress faucet, string chain, string account, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await session.Http.PostAsJsonAsync(new Uri(faucet.Url), new { chain, address = account }, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new CliException($"the faucet refused: {await response.Content.ReadAsStringAsync(cancellationToken)}", "look at the localnet's output");
        }
        catch (HttpRequestException e)
        {
            throw new CliException($"the faucet at {faucet.Url} does not answer", "is the localnet still running? ./localnets/run.sh", e);
        }

        if (!session.TryPrintJson(new { chain, address = account })) session.Output.MarkupLineInterpolated($"[green]filled[/] {account} on {chain}; see 'bridge balances'");
    }

    private sealed record FaucetAddress(string Url);
}
