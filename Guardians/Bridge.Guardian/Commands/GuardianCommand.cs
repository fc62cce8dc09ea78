using System.CommandLine;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary>The command line: <c>guardian init | ceremony | keygen | refresh | repair | rotate | blame | deployment | doctor | run | key … | chain clear | breaker …</c>.</summary>
public static class GuardianCommand
{
    internal static Option<DirectoryInfo> DirectoryOption() => new("--dir") { Description = "The guardian's data directory.", Required = true };

    internal static Option<FileInfo> PassphraseOption() =>
        new("--passphrase-file") { Description = "File whose content is the passphrase of the key file.", Required = true };

    /// <summary>The root command.</summary>
    public static RootCommand Create(TimeProvider time) => new("A guardian of the bridge: watches both chains and signs, with the others, what it saw itself.")
    {
        InitCommand.Create(time),
        CeremonyFileCommand.Create(),
        CeremonyCommand.Create(CeremonyKind.Keygen, time),
        CeremonyCommand.Create(CeremonyKind.Refresh, time),
        CeremonyCommand.Create(CeremonyKind.Repair, time),
        CeremonyCommand.Create(CeremonyKind.Rotate, time),
        BlameCommand.Create(),
        DeploymentCommand.Create(),
        DoctorCommand.Create(time),
        RunCommand.Create(time),
        new Command("key", "Looks after this guardian's keys.") 
        {
            KeyShowCommand.Create(time), KeyBackupCommand.CreateBackup(time), KeyBackupCommand.CreateRestore(), KeyPendingCommand.CreateActivate(time), KeyPendingCommand.CreateSetAside(), KeyPendingCommand.CreateTried(),
            KeyRetireCommand.Create(time),
        },
        new Command("chain", "Decides about halted chains.") { ChainClearCommand.Create(time) },
        BreakerCommand.Create(time),
    };

    /// <summary>Runs a command and turns its expected failures into one clear line and an exit code.</summary>
    internal static async Task<int> GuardAsync(ParseResult parsed, Func<TextWriter, Task<int>> run)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            return await run(parsed.InvocationConfiguration.Output);
        }
        catch (Exception e) when (e is DirectoryInUseException or ShareInUseException)
        {
            return Fail(error, e, ExitCode.InUse);
        }
        catch (CeremonyAbortedException e)
        {
            return Fail(error, e, e.Evidence is not null ? ExitCode.Cheated : e.IsStored ? ExitCode.Untried : ExitCode.CeremonyAborted);
        }
        catch (KeyRefusedException e)
        {
            return Fail(error, e, ExitCode.KeyRefused);
        }
        catch (KeyFileException e)
        {
            return Fail(error, e, e.Error == KeyFileError.WrongPassphraseOrChanged ? ExitCode.WrongPassphrase : ExitCode.Usage);
        }
        catch (Exception e) when (e is ProtocolException or Chains.ChainReadException or GuardianOptionsException or JournalException or IOException or UnauthorizedAccessException)
        {
            return Fail(error, e, ExitCode.Usage);
        }
    }

    private static int Fail(TextWriter error, Exception exception, int code)
    {
        error.WriteLine($"guardian: {exception.Message}");
        return code;
    }
}
