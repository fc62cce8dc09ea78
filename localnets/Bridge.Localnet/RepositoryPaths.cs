namespace Bridge.Localnet;

/// <summary>Where the programs of this build lie. The daemons are taken from the same configuration as the launcher.</summary>
internal sealed record RepositoryPaths(string Root, string Configuration)
{
    public string DefaultState => Path.Combine(Root, "localnets", ".run");

    public string Help => Existing(Path.Combine(Root, "localnets/help.txt"));

    public string NodePackages => Path.Combine(Root, "localnets");

    public string Anvil => Existing(Path.Combine(Root, "localnets/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"));

    public string SurfpoolScript => Existing(Path.Combine(Root, "localnets/surfpool.mjs"));

    public string Guardian => Program("Guardians", "Bridge.Guardian", "guardian");

    public string Relayer => Program("Relayer", "Bridge.Relayer", "relayer");

    public string Dashboard => Program("Monitoring", "Bridge.Dashboard", "dashboard");

    /// <summary>The built page, with the development wallet; without it the dashboard answers its API only.</summary>
    public string DashboardPage => Path.Combine(Root, "Monitoring/Bridge.Dashboard/web/dist-localnet");

    public string Witness => Existing(Path.Combine(Root, "Monitoring/witness/out/src/main.js"));

    public string SolanaProgram => Existing(Path.Combine(Root, "Contracts/solana/build/bridge.so"));

    public string EvmArtifacts => Path.Combine(Root, "Contracts/evm/out");

    /// <summary>Looks upwards from the launcher's own folder.</summary>
    /// <exception cref="LocalnetException">The launcher was copied out of the repository.</exception>
    public static RepositoryPaths Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        for (var directory = own; directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Bridge.sln")))
                return new(directory.FullName, own.FullName.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug");
        }

        throw new LocalnetException($"{AppContext.BaseDirectory} is not inside the repository: start the local network with localnets/run.sh");
    }

    private string Program(string folder, string project, string program) => Existing(Path.Combine(Root, folder, project, "bin", Configuration, "net10.0", program + ".dll"));

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new LocalnetException($"{path} is missing: localnets/run.sh installs and builds what is needed");
}
