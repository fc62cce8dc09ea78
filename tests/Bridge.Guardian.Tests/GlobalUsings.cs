global using Bridge.Chains;
global using Bridge.Protocol;
global using Bridge.Testing;
global using Shouldly;
global using Xunit;
