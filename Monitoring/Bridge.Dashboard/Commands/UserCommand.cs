using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Cryptography;

namespace Bridge.Dashboard.Commands;

/// <summary><c>dashboard user</c>: accounts. Secrets come and go in files of mode 0600, never in arguments or on the screen. A running dashboard sees changes at once.</summary>
internal static class UserCommand
{
    public static Command Create() => new("user", "Adds, lists and removes accounts.") { Add(), List(), Remove() };

    private static Command Add()
    {
        var directory = DashboardCommand.DirectoryOption();
        var name = new Argument<string>("name") { Description = "Lower case letters, digits and dashes." };
        var role = new Option<string>("--role") { Description = "viewer, officer or admin", Required = true, HelpName = "ROLE" };
        var password = new Option<string>("--password-file") { Description = $"File with the password, {PasswordHash.MinLength} characters at least, readable by its owner only", Required = true, HelpName = "FILE" };
        var totp = new Option<string>("--totp-file") { Description = "File to write the authenticator's address to (otpauth://…), for this user's eyes only", Required = true, HelpName = "FILE" };
        var officer = new Option<string?>("--officer") { Description = "Address of the person's own signing key, to put a name to signatures", HelpName = "ADDRESS" };
        var command = new Command("add", "Adds an account.") { name, directory, role, password, totp, officer };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(() =>
        {
            var files = new DashboardDirectory(result.GetRequiredValue(directory));
            var user = result.GetRequiredValue(name);
            var chosen = Enum.TryParse<StaffRole>(result.GetRequiredValue(role), ignoreCase: true, out var parsed) && parsed != StaffRole.None && Enum.IsDefined(parsed)
                ? parsed
                : throw new ConfigurationException(["--role should be viewer, officer or admin"]);
            var text = SecretFile.Read(result.GetRequiredValue(password), File.ReadAllText).TrimEnd('\r', '\n');
            if (text.Length is < PasswordHash.MinLength or > PasswordHash.MaxLength) throw new ConfigurationException([$"the password should be {PasswordHash.MinLength} to {PasswordHash.MaxLength} characters"]);
            var book = new UserBook(files.Users);
            if (book.Find(user) is not null) throw new ConfigurationException([$"there is a user {user} already: remove it first"]);
            var secret = RandomNumberGenerator.GetBytes(Totp.SecretSize);
            try
            {
                SecretFile.Write(result.GetRequiredValue(totp), Encoding.UTF8.GetBytes(Totp.Uri(user, "dashboard", secret) + "\n"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ConfigurationException([$"cannot write {result.GetRequiredValue(totp)}: {e.Message}"]);
            }

            book.Add(new(user, chosen, result.GetValue(officer), PasswordHash.Make(text), Convert.ToHexStringLower(secret)));
            Console.WriteLine($"{user} is {chosen.ToString().ToLowerInvariant()}; hand over {result.GetRequiredValue(totp)} for the authenticator, then delete it");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command List()
    {
        var directory = DashboardCommand.DirectoryOption();
        var command = new Command("list", "Lists the accounts.") { directory };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(() =>
        {
            foreach (var user in new UserBook(new DashboardDirectory(result.GetRequiredValue(directory)).Users).Users.Values.OrderBy(user => user.Name, StringComparer.Ordinal))
                Console.WriteLine($"{user.Name,-32} {user.Role.ToString().ToLowerInvariant(),-8} {user.Officer ?? "-"}");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Remove()
    {
        var directory = DashboardCommand.DirectoryOption();
        var name = new Argument<string>("name");
        var command = new Command("remove", "Removes an account; its sessions end with their next request.") { name, directory };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(() =>
        {
            new UserBook(new DashboardDirectory(result.GetRequiredValue(directory)).Users).Remove(result.GetRequiredValue(name));
            return Task.FromResult(0);
        }));
        return command;
    }
}
