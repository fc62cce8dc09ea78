using System.Text.Json.Serialization;

namespace Bridge.Guardian.Diagnosis;

/// <summary>How a check ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingLevel>))]
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good = 1,

    /// <summary>Works; worth knowing.</summary>
    Note = 2,

    /// <summary>Somebody has to do something.</summary>
    Problem = 3,
}

/// <summary>What one check of <c>guardian doctor</c> found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Level">How it is.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Advice">What to do; null when nothing.</param>
public sealed record Finding(string Check, FindingLevel Level, string Detail, string? Advice = null)
{
    /// <summary>As it should be.</summary>
    public static Finding Good(string check, string detail) => new(check, FindingLevel.Good, detail);

    /// <summary>Works; worth knowing.</summary>
    public static Finding Note(string check, string detail, string? advice = null) => new(check, FindingLevel.Note, detail, advice);

    /// <summary>Somebody has to do something.</summary>
    public static Finding Problem(string check, string detail, string advice) => new(check, FindingLevel.Problem, detail, advice);
}

/// <summary>The findings as a table.</summary>
public static class FindingTable
{
    /// <summary>Writes one line for each finding, and below it what to do.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings)
    {
        var width = findings.Max(finding => finding.Check.Length);
        foreach (var finding in findings)
        {
            var mark = finding.Level switch { FindingLevel.Good => "ok     ", FindingLevel.Note => "note   ", _ => "PROBLEM" };
            output.WriteLine($"{mark}  {finding.Check.PadRight(width)}  {finding.Detail}");
            if (finding.Advice is not null) output.WriteLine($"         {new string(' ', width)}  → {finding.Advice}");
        }

        var problems = findings.Count(finding => finding.Level == FindingLevel.Problem);
        output.WriteLine(problems == 0 ? "all is well" : $"{problems} problem{(problems == 1 ? "" : "s")}");
    }
}
