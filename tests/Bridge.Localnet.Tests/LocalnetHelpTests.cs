using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests;

/// <summary><c>localnets/help.txt</c> is what run.sh and the launcher show: it says every option as the launcher has it, and no other.</summary>
public sealed class LocalnetHelpTests
{
    [Fact]
    public void HelpFile_IsWhatTheOptionsSay()
    {
        var command = LocalnetCommand.Create();
        var options = command.Options.Where(option => option is not (HelpOption or VersionOption)).Select(Line).Append("  -h, --help            This");
        string.Join('\n', [command.Description, "", "Usage: ./localnets/run.sh [options]", "", .. options, ""]).ShouldBe(File.ReadAllText(RepositoryPaths.Find().Help));
    }

    private static string Line(Option option)
    {
        var takesValue = option.ValueType != typeof(bool);
        var @default = takesValue && option.HasDefaultValue ? $" [{Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture)}]" : "";
        return $"  {(takesValue ? $"{option.Name} {option.HelpName}" : option.Name),-22}{option.Description}{@default}";
    }
}
