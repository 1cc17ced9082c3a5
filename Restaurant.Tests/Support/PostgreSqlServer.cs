using System.Diagnostics;
using Npgsql;
using Restaurant.Tests.Documents;

namespace Restaurant.Tests.Support;

/// <summary>A server of one test's own, gone with it, which keeps what it has acknowledged. Something may happen to it.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly bool _hasDisk;

    /// <param name="disk">How much fits on a disk of its own, such as <c>100m</c>; null for the disk that everything is on.</param>
    /// <param name="standby">Whether it is a standby, which can be read and not written.</param>
    public PostgreSqlServer(string? disk = null, bool standby = false)
    {
        // As root it runs as another user, who must get in.
        Run("chmod", "755", _directory.Path);
        Folder = Directory.CreateDirectory(Path.Combine(_directory.Path, "server")).FullName;
        if (disk is not null)
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={disk}", "tmpfs", Folder);
            _hasDisk = true;
        }

        ConnectionString = standby ? Do("standby") : Do("start", "durable");
    }

    /// <summary>Of a user who may make databases.</summary>
    public string ConnectionString { get; }

    /// <summary>A socket of the server's lies in it, by which it is reached from everywhere on the machine, whatever the network.</summary>
    public string Folder { get; }

    /// <summary>The same connection by the socket.</summary>
    public string Local(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Host = Folder }.ConnectionString;

    public void Restart() => Do("restart");

    /// <summary>Starts it again where it does not run.</summary>
    public void Resume() => Do("resume");

    /// <param name="name">Such as <c>KILL</c>; for all its processes.</param>
    public void Signal(string name) => Do("signal", name);

    public void Dispose()
    {
        // However the test has left it: frozen, dead or well.
        Do("stop");
        if (_hasDisk)
        {
            Run("umount", "--lazy", Folder);
        }

        _directory.Dispose();
    }

    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }

    private string Do(string verb, params string[] arguments) => Run(Path.Combine(Repository.Root, ".ci", "postgresql"), [verb, Folder, .. arguments]);
}
