using System.CommandLine;
using Bridge.Differential;

var seed = new Option<ulong>("--seed") { Description = "Another seed, other runs.", DefaultValueFactory = _ => 1 };
var runs = new Option<int>("--runs") { Description = "How many.", DefaultValueFactory = _ => 8 };
var operations = new Option<int>("--operations") { Description = "Steps of each.", DefaultValueFactory = _ => 120 };
var file = new Option<string>("--out") { Description = "Where to write them.", Required = true };
var command = new RootCommand("Writes random runs of the reference model for the tests of both chains.") { seed, runs, operations, file };
command.SetAction(result => File.WriteAllText(result.GetValue(file)!, TraceFile.Random(result.GetValue(seed), result.GetValue(runs), result.GetValue(operations)).ToText()));
return await command.Parse(args).InvokeAsync();
