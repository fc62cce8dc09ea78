using System.Security.Cryptography;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Cli;

/// <summary>Reads users' keys: files with a 32-byte secret in hexadecimal. The localnet keeps test users beside its deployment file.</summary>
internal sealed class UserKeys(string deploymentFolder)
{
    public const string DefaultUser = "alice";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The user's wallet on a chain.</summary>
    public IWallet Wallet(IChainFamily chain, string? keyFile, string user) => WithSecret(chain, keyFile, user, secret => chain.Wallet(chain.RpcUrls[0], secret));

    /// <summary>Sends risk papers to a chain; the key only pays the fees.</summary>
    public IRiskControl RiskControl(IChainFamily chain, string? keyFile, string user) => WithSecret(chain, keyFile, user, secret => chain.RiskControl(chain.RpcUrls[0], secret));

    /// <summary>Delivers attestations to a chain; the key only pays the fees.</summary>
    public IReleaser Releaser(IChainFamily chain, string? keyFile, string user) => WithSecret(chain, keyFile, user, secret => chain.Releaser(chain.RpcUrls[0], secret));

    /// <summary>Submits key rotations to a chain; the key only pays the fees.</summary>
    public IKeyRotator KeyRotator(IChainFamily chain, string? keyFile, string user) => WithSecret(chain, keyFile, user, secret => chain.KeyRotator(chain.RpcUrls[0], secret));

    /// <summary>An officer's or sentinel's own key.</summary>
    public static EcdsaKey Officer(string keyFile)
    {
        if (!File.Exists(keyFile)) throw new CliException($"there is no key file {keyFile}", "correct --key");
        var secret = Read(keyFile);
        try
        {
            return EcdsaKey.From(secret);
        }
        catch (ProtocolException e)
        {
            throw new CliException($"{keyFile} holds no key: {e.Message}", "an officer's key file holds the 64 hexadecimal digits of a secp256k1 key", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Any key file's secret, for the time of one use.</summary>
    public static async Task<T> WithSecretAsync<T>(string keyFile, Func<byte[], Task<T>> use)
    {
        if (!File.Exists(keyFile)) throw new CliException($"there is no key file {keyFile}", "correct the path; a key file holds 64 hexadecimal digits");
        var secret = Read(keyFile);
        try
        {
            return await use(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private T WithSecret<T>(IChainFamily chain, string? keyFile, string user, Func<byte[], T> use)
    {
        var path = keyFile ?? PathOf(chain, user);
        if (!File.Exists(path))
        {
            throw new CliException($"there is no key file {path}",
                keyFile is null ? $"name the key with --key FILE, or use a test user of the localnet: {string.Join(", ", Users())}" : "correct --key");
        }

        var secret = Read(path);
        try
        {
            return use(secret.ToArray());
        }
        catch (ProtocolException e)
        {
            throw new CliException($"{path} holds no key of {chain.Name}: {e.Message}", "a key file holds 64 hexadecimal digits (EVM: a secp256k1 key, Solana: an Ed25519 seed)", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Read(string path)
    {
        if (OperatingSystem.IsWindows()) throw new CliException("key files need Unix file modes", "use this command line on Linux");
        // SECURITY: a key that others on this machine can read is theirs too.
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
            throw new CliException($"{path} can be read or written by others", $"make it yours alone: chmod 600 {path}; if others could read it, make a new key");
        byte[] secret;
        try
        {
            secret = Hex.Decode(File.ReadAllText(path).Trim());
        }
        catch (Exception e) when (e is ProtocolException or IOException or UnauthorizedAccessException)
        {
            // SECURITY: the text of a malformed key file is not repeated; it may be a key.
            throw new CliException($"{path} cannot be read as a key", "a key file holds 64 hexadecimal digits and nothing else");
        }

        if (secret.Length == 32) return secret;
        CryptographicOperations.ZeroMemory(secret);
        throw new CliException($"{path} holds {secret.Length} bytes", "a key file holds 64 hexadecimal digits (32 bytes)");
    }

    /// <summary>The localnet user's address on a chain; null when there is no such user.</summary>
    public PartyAddress? AddressOf(IChainFamily chain, string user) => File.Exists(PathOf(chain, user)) ? Wallet(chain, null, user).Address : null;

    private string PathOf(IChainFamily chain, string user)
    {
        if (user.Length == 0 || user.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')))
            throw new UsageException($"\"{user}\" is not a user name", "a user name has letters, digits, - and _");
        return Path.Combine(deploymentFolder, "users", $"{user}.{chain.Name}.key");
    }

    private IEnumerable<string> Users()
    {
        var folder = Path.Combine(deploymentFolder, "users");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.key").Select(file => Path.GetFileName(file).Split('.')[0]).Distinct().Order()
            : ["(none here)"];
    }
}
