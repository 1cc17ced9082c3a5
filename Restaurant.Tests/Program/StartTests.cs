using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Restaurant.Actors.Hosting;
using Restaurant.Tests.Documents;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Program;

/// <summary>What keeps the program from starting is said in one line, with an exit code that is not 0.</summary>
[Trait("Database", "Sqlite")]
public sealed partial class StartTests : IDisposable
{
    private readonly SqliteTestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("Restaurant:Currency", "XXX", "one of AUD")]
    [InlineData("Restaurant:Currency", "usd", "one of AUD")]
    [InlineData("Restaurant:Database", "Oracle", "Sqlite")]
    [InlineData("Restaurant:TimeZone", "Mars/Olympus", "an IANA time zone name")]
    [InlineData("Restaurant:CommandTimeout", "10", "a time span")]
    [InlineData("Restaurant:QuoteValidity", "-01:00:00", "a time span")]
    [InlineData("Restaurant:AcceptanceTimeout", "soon", "a time span")]
    [InlineData("Restaurant:DataDirectory", " ", "not empty")]
    [InlineData("Cluster:Port", "70000", "a port")]
    [InlineData("Cluster:Hostname", "0.0.0.0", "can dial")]
    [InlineData("Cluster:SeedNodes", "localhost:4053", "akka.tcp://restaurant@host:4053")]
    [InlineData("Cluster:Roles", "api,cook", "api, aggregates, projections")]
    public async Task A_wrong_setting_is_named_with_its_value_and_what_is_allowed(string key, string value, string allowed)
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, $"--{key}={value}");

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain('\n', errors);
        Assert.Contains(key, errors, StringComparison.Ordinal);
        Assert.Contains($"'{value.Split(',')[^1]}'", errors, StringComparison.Ordinal);
        Assert.Contains(allowed, errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_database.Folder));
    }

    [Fact]
    public async Task A_node_may_listen_for_others_on_every_address()
    {
        var (program, _) = await ProgramUnderTest.ServeAsync(_database.Folder, "--Cluster:BindHostname=0.0.0.0", "--Restaurant:DataDirectory=.");
        using (program)
        {
            Assert.Equal(0, await program.TerminateAsync());
        }
    }

    [Fact]
    public async Task Several_nodes_on_SQLite_are_refused()
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "--Cluster:Port=4053", "--Cluster:SeedNodes=akka.tcp://restaurant@127.0.0.1:4053,akka.tcp://restaurant@node2:4053");

        Assert.Equal((1, "The setting Restaurant:Database is 'Sqlite'; allowed is PostgreSql, since Cluster:SeedNodes names other nodes, and SQLite's file belongs to one alone."), (exitCode, errors));
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:3999", "Auth:Mode")]
    [InlineData("--Kestrel:Endpoints:E:Url=http://0.0.0.0:3999", "Kestrel:Endpoints")]
    [InlineData("--Auth:Mode=Required", "Auth:Mode")]
    public async Task An_address_that_cannot_be_served_is_refused(string argument, string named)
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, argument);

        Assert.Equal(1, exitCode);
        Assert.Contains(named, Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData(";")]
    [InlineData("localhost:3999")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:-1")]
    [InlineData("http://localhost:port")]
    [InlineData("http://local host:3999")]
    [InlineData("http://:3999")]
    [InlineData("http://localhost:3999/base")]
    [InlineData("https://localhost:3999")]
    [InlineData("ftp://localhost:3999")]
    [InlineData("http://unix:/tmp/restaurant.sock")]
    [InlineData("http://localhost:3998;foo")]
    public async Task A_text_that_is_no_address_is_named_with_its_key_and_what_is_allowed(string urls)
    {
        var serve = await ProgramUnderTest.RunAsync(_database.Folder, $"--urls={urls}");

        Assert.Equal(
            (1, $"The setting urls (ASPNETCORE_URLS, --urls) is '{(urls == ";" ? urls : urls.Split(';')[^1])}'; allowed is http://host:port with a port up to 65535 and no path, or several of them between semicolons."),
            serve);
        Assert.Empty(Directory.GetFileSystemEntries(_database.Folder));
    }

    [Fact]
    public async Task A_table_that_is_not_ours_is_refused()
    {
        var (first, _) = await ProgramUnderTest.ServeAsync(_database.Folder, "--Restaurant:DataDirectory=.");
        using (first)
        {
            Assert.Equal(0, await first.TerminateAsync());
        }

        _database.Execute("drop table pinned_setting; create table pinned_setting (something text)");
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "--Restaurant:DataDirectory=.", "--urls=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains("cannot be used", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_verb_is_refused()
    {
        Assert.Equal((1, "There is no verb 'dance'; allowed is serve, verify or healthcheck."), await ProgramUnderTest.RunAsync(_database.Folder, "dance"));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_left_as_it_is()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_database.Folder, "data")).FullName, "restaurant.db");
        var noise = RandomNumberGenerator.GetBytes(8192);
        await File.WriteAllBytesAsync(file, noise);

        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder);

        Assert.Equal(1, exitCode);
        Assert.Contains("not a database", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
        Assert.Equal(noise, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData("pinned_setting")]
    [InlineData("projection_group")]
    public async Task A_database_with_a_damaged_page_that_the_start_needs_is_refused(string table)
    {
        var (first, _) = await ProgramUnderTest.ServeAsync(_database.Folder, "--Restaurant:DataDirectory=.");
        using (first)
        {
            Assert.Equal(0, await first.TerminateAsync());
        }

        var (page, size) = (
            _database.Scalar<int>($"select rootpage from sqlite_master where name = '{table}'"), _database.Scalar<int>("pragma page_size"));
        using (var file = File.OpenHandle(Path.Combine(_database.Folder, "restaurant.db"), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(file, Enumerable.Repeat((byte)0xFF, size).ToArray(), (page - 1L) * size);
        }

        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "--Restaurant:DataDirectory=.", "--urls=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains("malformed", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_port_in_use_is_named_with_its_keys()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, $"--Cluster:Port={port}", "--urls=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"The cluster cannot listen on 127.0.0.1:{port} (Cluster:Hostname, Cluster:Port): ", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_database.Folder, "data"), "");

        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder);

        Assert.Equal(1, exitCode);
        Assert.Contains("is a file", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_refused()
    {
        // Even the superuser makes no directory there.
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "--Restaurant:DataDirectory=/proc/restaurant");

        Assert.Equal(1, exitCode);
        Assert.Contains("/proc/restaurant", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_and_one_on_a_port_in_use_are_refused()
    {
        var (first, address) = await ProgramUnderTest.ServeAsync(_database.Folder);
        using (first)
        {
            var sameDirectory = await ProgramUnderTest.RunAsync(_database.Folder, "--urls=http://127.0.0.1:0");
            var samePort = await ProgramUnderTest.RunAsync(_database.Folder, $"--urls={address.GetLeftPart(UriPartial.Authority)}", "--Restaurant:DataDirectory=other");

            Assert.Equal(1, sameDirectory.ExitCode);
            Assert.Contains("used by another process", Assert.Single(sameDirectory.Errors.Split('\n')), StringComparison.Ordinal);
            Assert.Equal(1, samePort.ExitCode);
            Assert.Contains("already in use", Assert.Single(samePort.Errors.Split('\n')), StringComparison.Ordinal);
            // It is found before anything is made.
            Assert.False(Directory.Exists(Path.Combine(_database.Folder, "other")));
            Assert.Equal(0, await first.TerminateAsync());
        }
    }

    [Fact]
    public async Task Where_the_data_are_is_said_and_what_is_set_in_vain()
    {
        var (program, _) = await ProgramUnderTest.ServeAsync(_database.Folder, "--Restaurant:Curency=EUR", "--Cluster:SeedNodes:0=akka.tcp://restaurant@node2:4053", "--ConnectionStrings:Restaurant=Host=db", "--Restaurant:Journal=Stock");
        using (program)
        {
            Assert.Equal(0, await program.TerminateAsync());

            Assert.Contains($"This node works on the database in the data directory '{Path.Combine(_database.Folder, "data")}'", program.Output, StringComparison.Ordinal);
            Assert.Contains("The setting Restaurant:Curency is not known and does nothing; known are Restaurant:AbandonAfter,", program.Output, StringComparison.Ordinal);
            Assert.Contains("The setting Cluster:SeedNodes:0 is not known and does nothing; known are Cluster:BindHostname,", program.Output, StringComparison.Ordinal);
            Assert.Contains("The setting ConnectionStrings:Restaurant does nothing, since Restaurant:Database is Sqlite", program.Output, StringComparison.Ordinal);
            Assert.Contains("The setting Restaurant:Journal does nothing, since Restaurant:Database is Sqlite", program.Output, StringComparison.Ordinal);
            Assert.Equal(4, program.Output.Split("does nothing").Length - 1);
        }
    }

    [Fact]
    public async Task Where_nothing_is_set_nothing_is_set_in_vain()
    {
        var (program, _) = await ProgramUnderTest.ServeAsync(_database.Folder);
        using (program)
        {
            Assert.Equal(0, await program.TerminateAsync());

            Assert.DoesNotContain("does nothing", program.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_settings_that_are_known_stand_in_the_table_of_the_README()
    {
        var table = File.ReadLines(Path.Combine(Repository.Root, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        var named = table.SelectMany(line => SettingName().Matches(line.Split('|')[1])).Select(match => match.Value);

        Assert.Equal(UnusedSettings.Known, named.Where(name => !name.StartsWith("ConnectionStrings:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_database_made_with_another_key_is_refused()
    {
        var (first, _) = await ProgramUnderTest.ServeAsync(_database.Folder, "--Customers:IdKey=one");
        using (first)
        {
            Assert.Equal(0, await first.TerminateAsync());
        }

        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "--Customers:IdKey=two", "--urls=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains("Customers:IdKey", Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_check_fails_where_nothing_listens()
    {
        var (exitCode, errors) = await ProgramUnderTest.RunAsync(_database.Folder, "healthcheck", "--urls=http://127.0.0.1:1");

        Assert.Equal((1, ""), (exitCode, errors));
    }

    [GeneratedRegex(@"\b[A-Z]\w+:[A-Z]\w+")]
    private static partial Regex SettingName();
}
