using System.CommandLine;
using Bridge.Benchmarks;

var json = new Option<FileInfo?>("--json") { Description = "Also write the figures as a list of {name, value, unit}.", HelpName = "FILE" };
var only = new Option<string[]>("--only") { Description = "Measure only these groups.", AllowMultipleArgumentsPerToken = true, HelpName = "GROUP" };
var root = new RootCommand("Measures the bridge and prints one table with its machine.") { json, only };
root.SetAction((result, stop) => BenchmarkRun.RunAsync(result.GetValue(only) ?? [], result.GetValue(json), stop));
return await root.Parse(args).InvokeAsync();
