using Bridge.Guardian.Journal;
using Bridge.Guardian.Signing;
using Bridge.Guardian.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Hosting;

/// <summary>Puts the part of a guardian together that sees transfers back to their senders.</summary>
internal static class WayBackHosting
{
    // Refunds are rare, and on Solana a read is a search among the program's accounts.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static void AddWayBack(this IServiceCollection services, GuardianSetup setup)
    {
        services.AddSingleton<RefundJournal>().AddSingleton<DestinationBoard>().AddSingleton<WayBackRules>();
        foreach (var chain in setup.Chains)
        {
            services.AddSingleton<IHostedService>(provider =>
            {
                var (urls, quorum) = chain.Sources(setup.Options);
                var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger($"Bridge.Guardian.Refunds.{chain.Family.Name}");
                var watcher = new RefundWatcher(
                    [.. urls.Select(chain.Family.RefundReader)], [.. urls.Select(chain.Family.ReleaseReader)], quorum, provider.GetRequiredService<RefundJournal>(),
                    provider.GetRequiredService<HaltJournal>(), provider.GetRequiredService<DestinationBoard>(), logger);
                return new RefundWorker(
                    watcher, Poll, TimeSpan.FromSeconds(setup.Options.ReadTimeoutSeconds),
                    provider.GetRequiredService<TimeProvider>(), logger);
            });
        }
    }
}
