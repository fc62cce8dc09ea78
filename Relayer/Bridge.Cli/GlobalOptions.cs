using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Bridge.Cli;

/// <summary>Runs a command's body with a session and turns expected failures into messages.</summary>
internal delegate Task<int> CommandRunner(ParseResult result, Func<CliSession, CancellationToken, Task<int>> command, CancellationToken cancellationToken);

/// <summary>What a command works with that needs no deployment: where to print, the clock, and where a deployment would be.</summary>
internal sealed record BareSession(Spectre.Console.IAnsiConsole Output, TimeProvider Time, DeploymentLocator Deployments);

/// <summary>Runs the body of a command that needs no deployment, and turns expected failures into messages.</summary>
internal delegate Task<int> BareRunner(Func<BareSession, Task<int>> command, CancellationToken cancellationToken);

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Deployment { get; } = new("--deployment")
    {
        Description = "Deployment file. Default: $BRIDGE_DEPLOYMENT, else the running localnet's localnets/.run/deployment.json, searched upwards from here and then in the repository of localnets/bridge.",
        Recursive = true,
        HelpName = "FILE",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON instead of a table.", Recursive = true };

    /// <summary>How long a command waits, in seconds: none to thirty days.</summary>
    public static Option<int> Timeout(string waits)
    {
        const int MaxSeconds = 30 * 24 * 3_600;
        var option = new Option<int>("--timeout") { Description = $"Seconds that {waits} waits.", DefaultValueFactory = _ => 1800, HelpName = "SECONDS" };
        option.CustomParser = Number<int>($"--timeout should be 0 to {MaxSeconds} seconds, in digits", seconds => seconds is >= 0 and <= MaxSeconds);
        return option;
    }

    /// <summary>Reads a whole number, and says in words what one would be: the library's own message names types.</summary>
    public static Func<ArgumentResult, T> Number<T>(string shouldBe, Func<T, bool>? fits = null)
        where T : struct, INumber<T> => found =>
        {
            if (found.Tokens is [var typed] && T.TryParse(typed.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && (fits is null || fits(number))) return number;
            found.AddError($"{shouldBe}, and is \"{(found.Tokens.Count == 0 ? "" : found.Tokens[0].Value)}\"");
            return default;
        };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Deployment);
        root.Options.Add(Json);
    }
}
