global using Bridge.Protocol;
global using Bridge.Protocol.Risk;
global using Bridge.Risk.Events;
global using Shouldly;
global using Xunit;
