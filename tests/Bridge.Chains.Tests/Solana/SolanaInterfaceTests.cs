using System.Text.Json.Nodes;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Refunds;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

/// <summary>The clients against <c>Contracts/solana/idl.json</c>, which is read from the program's source: errors, tags, account lists, lengths, sizes.</summary>
public sealed class SolanaInterfaceTests
{
    private static readonly JsonNode Idl = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Combine("Contracts", "solana", "idl.json")))!;
    private static readonly BridgeAddresses Addresses = new(SolanaAddress.From(Keccak256.Hash("program").ToArray()));
    private static readonly SolanaAddress Payer = SolanaAddress.From(Keccak256.Hash("payer").ToArray());
    private static readonly BridgeId Bridge = TransferBuilder.Bridge;
    private static readonly AssetState Asset = new()
    {
        Id = TransferBuilder.Asset, Mint = SolanaAddress.From(Keccak256.Hash("mint").ToArray()), Custody = SolanaAddress.From(Keccak256.Hash("custody").ToArray()),
        Mode = AssetMode.Custody, MaxRelease = 1, Capacity = 1, RefillPerSecond = 1, Level = 1, ChangedAt = 1, UnitScale = 1, HoldThreshold = 1, Breaker = BreakerLevel.Normal,
    };

    private static readonly SingleGuardian Guardians = new("interface");
    private static readonly Attestation Attested = Guardians.Attest(TransferBuilder.Batch(1));
    private static readonly Transfer Locked = TransferBuilder.Transfer(lane: TransferBuilder.SolanaToEvm);

    [Fact]
    public void BridgeError_EveryCode_IsTheProgramsOwn()
    {
        var program = ((JsonObject)Idl["errors"]!).ToDictionary(error => error.Key == "Success" ? "None" : error.Key, error => (uint)error.Value!);
        Enum.GetValues<BridgeError>().ToDictionary(error => error.ToString(), error => (uint)error).ShouldBe(program, ignoreOrder: true);
    }

    [Theory]
    [InlineData("Config", 1376)]
    [InlineData("Asset", 232)]
    [InlineData("Lane", 24)]
    [InlineData("Proposal", 360)]
    [InlineData("Hold", RecordState.HoldSize)]
    [InlineData("WayBack", RecordState.RecordSize)]
    [InlineData("OutboxPage", 24 + (BridgeAddresses.LocksPerPage * (Transfer.Size + 16)))]
    [InlineData("ConsumedPage", 24 + (BridgeAddresses.BitsPerPage / 8))]
    public void AccountSize_OfTheClients_IsTheProgramsOwn(string account, int size) =>
        ((int)((JsonArray)Idl["accounts"]!).Single(entry => (string)entry!["name"]! == account)!["size"]!).ShouldBe(size);

    [Theory]
    [InlineData("Config", "level", 114)]
    [InlineData("Config", "delays", 120)]
    [InlineData("Config", "lanes", 224)]
    [InlineData("Config", "roles", 352)]
    [InlineData("Config", "groupKey", 72)]
    [InlineData("Config", "epoch", 108)]
    [InlineData("Asset", "maxRelease", 144)]
    [InlineData("Asset", "units", 184)]
    [InlineData("Asset", "holdThreshold", 208)]
    [InlineData("Asset", "breaker", 224)]
    [InlineData("Proposal", "readyAt", 40)]
    [InlineData("Proposal", "state", 60)]
    [InlineData("Hold", "state", 42)]
    [InlineData("Hold", "heldAt", 56)]
    [InlineData("Hold", "approvers", 64)]
    [InlineData("Hold", "transfer", 104)]
    [InlineData("WayBack", "leaf", 8)]
    [InlineData("WayBack", "otherChain", 40)]
    [InlineData("WayBack", "sequence", 48)]
    [InlineData("WayBack", "slot", 56)]
    public void FieldOffset_OfTheClients_IsTheProgramsOwn(string account, string field, int offset) =>
        ((int)((JsonArray)((JsonArray)Idl["accounts"]!).Single(entry => (string)entry!["name"]! == account)!["fields"]!)
            .Single(entry => (string)entry!["name"]! == field)!["offset"]!).ShouldBe(offset);

    public static TheoryData<string> Instructions() => [.. Made().Select(made => made.Name)];

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Instruction_OfTheClients_HasTheProgramsAccountsAndLength(string name)
    {
        var made = Made().Single(candidate => candidate.Name == name).Instruction;
        var entry = ((JsonArray)Idl["instructions"]!).Single(candidate => (byte)candidate!["tag"]! == made.Data[0])!;
        var accounts = ((JsonArray)entry["accounts"]!).Take(made.Accounts.Count).ToList();

        made.Accounts.Select(account => (account.IsSigner, account.IsWritable)).ShouldBe(accounts.Select(account => ((bool)account!["signer"]!, (bool)account["writable"]!)), name);
        if (made.Data[0] is not (7 or 13)) made.Accounts.Count.ShouldBe(((JsonArray)entry["accounts"]!).Count, name);
        var fields = ((JsonArray)entry["data"]!).ToList();
        if (fields.All(field => field!["size"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number))
            made.Data.Length.ShouldBe(fields.Sum(field => (int)field!["size"]!), name);
    }

    private static IEnumerable<(string Name, Instruction Instruction)> Made()
    {
        var program = new BridgeInstructions(Addresses);
        var deliveries = new DeliveryInstructions(Addresses);
        var refunds = new RefundInstructions(Addresses);
        var risk = new RiskInstructions(Addresses, Bridge);
        var epoch = GuardianEpoch.From(1);
        var hour = TimeSpan.FromHours(1);
        var officer = SignerAddress.From(TransferBuilder.EvmAccount("officer").Value.ToArray().AsSpan(12));
        var raise = new RaiseLevel { Chain = null, Nonce = 1, NotAfter = 1, Scope = RiskScope.Everything, Level = BreakerLevel.Hold, Reason = RiskReason.From("why") };
        var open = new OpenLane { Chain = TransferBuilder.Solana, Nonce = 1, NotAfter = 1, OtherChain = TransferBuilder.Evm, Family = 1 };
        var list = new ListAsset
        {
            Chain = TransferBuilder.Solana, Nonce = 1, NotAfter = 1, Token = Asset.Mint.ToParty(), Mode = AssetMode.Custody, CanonicalDecimals = 6,
            HomeChain = TransferBuilder.Solana, HomeToken = Asset.Mint.ToParty(),
        };
        yield return ("initialise", program.Initialise(Payer, Payer, Bridge, TransferBuilder.Solana, Payer, Guardians.Key, new(hour, hour, hour, hour, hour, hour)));
        yield return ("openLane", program.OpenLane(Payer, Payer, TransferBuilder.Evm, 1));
        yield return ("registerAsset", program.RegisterAsset(Payer, Payer, Asset.Id, AssetMode.Custody, 6, TransferBuilder.Solana, Asset.Mint.ToParty(), Asset.Mint));
        yield return ("setLimits", program.SetLimits(Payer, Asset.Id, new(1, 1, 1, 1)));
        yield return ("openOutboxPage", program.OpenOutboxPage(Payer, TransferBuilder.Evm, 1));
        yield return ("openConsumedPage", program.OpenConsumedPage(Payer, TransferBuilder.Evm, 1));
        yield return ("lock", program.Lock(Payer, Asset, TransferBuilder.Evm, TransferKind.Wallet, 1, TransferBuilder.EvmAccount("to"), 0, withNextPage: true));
        yield return ("grantRole", program.GrantRole(Payer, officer, RiskRole.Officer));
        yield return ("seal", program.Seal(Payer));
        yield return ("release", deliveries.Release(Attested, 0, Asset));
        yield return ("hold", deliveries.Hold(Payer, Attested, 0, Asset));
        yield return ("credit", deliveries.Credit(Payer, Attested, 0, Asset));
        yield return ("risk", risk.Risk(Payer, new(Bridge, raise), null));
        yield return ("execute", risk.Execute(Payer, open, open.Digest(Bridge)));
        yield return ("execute ListAsset", risk.Execute(Payer, list, list.Digest(Bridge)));
        yield return ("executeHold", refunds.ExecuteHold(Payer, Attested.Batch.Transfers[0], Asset));
        yield return ("requestRefund", refunds.Request(Payer, Locked));
        yield return ("void", refunds.Void(Payer, Attested.Batch.Transfers[0], epoch, Attested.Signature));
        yield return ("refund", refunds.Refund(Payer, Locked, Asset, epoch, Attested.Signature));
    }
}
