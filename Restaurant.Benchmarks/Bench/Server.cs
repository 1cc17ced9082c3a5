using System.Diagnostics;
using Npgsql;
using Restaurant.Benchmarks.Processes;

namespace Restaurant.Benchmarks.Bench;

/// <summary>The PostgreSQL server that is measured on: one that was named, or one of its own that goes with it. Its durability is the server's own default.</summary>
internal sealed class Server : IDisposable
{
    private readonly string _connection;
    private readonly CleanUp? _end;
    private int _databases;

    private Server(string connection, CleanUp? end) => (_connection, _end) = (connection, end);

    public static Server At(string connection) => new(connection, end: null);

    /// <exception cref="MeasuringException">It does not start.</exception>
    public static Server Start()
    {
        // One that others may look into: as root, the server runs as another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"restaurant-benchmarks-{Environment.ProcessId}")).FullName;
        var server = Path.Combine(folder, "server");
        var end = new CleanUp(() =>
        {
            try
            {
                Script("stop", server);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        try
        {
            return new Server(Script("start", server, "defaults"), end);
        }
        catch
        {
            end.Dispose();
            throw;
        }
    }

    /// <summary>A database that nobody has used.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"bench_{Environment.ProcessId}_{_databases++}";
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        if (_end is not null)
        {
            NpgsqlConnection.ClearAllPools();
            _end.Dispose();
        }
    }

    private static string Script(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, ".ci", "postgresql"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim()
            : throw new MeasuringException($"PostgreSQL does not {arguments[0]}, which needs its programs (package postgresql), or name a server by --database: {errors.GetAwaiter().GetResult().Trim()}");
    }
}
