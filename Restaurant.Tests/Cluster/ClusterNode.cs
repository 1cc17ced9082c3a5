using System.Net;
using System.Net.Http.Json;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>A node of a test's cluster: a process, and after it another one at the same addresses.</summary>
internal sealed class ClusterNode : IDisposable
{
    private readonly string _folder;
    private readonly IReadOnlyList<string> _arguments;
    private readonly Place _place;
    private readonly List<ProgramUnderTest> _programs = [];

    /// <param name="folder">Where the process starts.</param>
    /// <param name="arguments">What it is told beside its addresses.</param>
    public ClusterNode(string name, Place place, string folder, IEnumerable<string> arguments)
    {
        (Name, _place, _folder) = (name, place, folder);
        _arguments =
        [
            $"--urls={place.Http.GetLeftPart(UriPartial.Authority)}", $"--Cluster:Hostname={place.Hostname}", $"--Cluster:Port={place.Port}", .. arguments,
            // When what happened in the cluster is what a test that fails is asked for.
            "--Logging:LogLevel:Akka=Information", "--Logging:Console:FormatterName=simple",
            "--Logging:Console:FormatterOptions:SingleLine=true", "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ",
        ];
        Http = Connect(TimeSpan.FromSeconds(30));
    }

    public string Name { get; }

    /// <summary>How other nodes know it.</summary>
    public string Address => _place.Address;

    public HttpClient Http { get; }

    public ProgramUnderTest Program => _programs[^1];

    /// <summary>What all its processes have said.</summary>
    public string Output => string.Join('\n', _programs.Select((program, number) => $"== {Name}, process {number + 1}\n{program.Output}{program.Errors}"));

    /// <summary>Starts its next process: the present build, but for the first one where an earlier build is to be upgraded.</summary>
    public void Start() => _programs.Add(_programs.Count == 0 && ProgramUnderTest.Previous is { } previous
        ? ProgramUnderTest.Start(previous, _folder, _arguments, _place.Through)
        : ProgramUnderTest.Start(_folder, _arguments, _place.Through));

    /// <summary>A client of its own for whoever waits otherwise than others.</summary>
    /// <param name="patience">How long it waits for an answer.</param>
    public HttpClient Connect(TimeSpan patience) => new(_place.Connections()) { BaseAddress = _place.Http, Timeout = patience };

    public async Task<bool> IsReadyAsync()
    {
        using var answer = await GetAsync("/health/ready");
        return answer is { StatusCode: HttpStatusCode.OK };
    }

    /// <summary>Whether it is not ready and says that it waits for this.</summary>
    public async Task<bool> WaitsForAsync(string what)
    {
        using var answer = await GetAsync("/health/ready");
        return answer is { StatusCode: HttpStatusCode.ServiceUnavailable } && (await answer.Content.ReadAsStringAsync()).Contains(what, StringComparison.Ordinal);
    }

    /// <summary>The members of the cluster as this node sees them; none when it does not answer.</summary>
    public async Task<IReadOnlyList<Member>> MembersAsync()
    {
        using var answer = await GetAsync("/admin/cluster");
        return answer is { StatusCode: HttpStatusCode.OK } ? (await answer.Content.ReadFromJsonAsync<Membership>())!.Members : [];
    }

    public void Dispose()
    {
        Http.Dispose();
        _programs.ForEach(program => program.Dispose());
    }

    private async Task<HttpResponseMessage?> GetAsync(string path)
    {
        try
        {
            return await Http.GetAsync(path);
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <param name="Status">Such as <c>up</c>.</param>
    /// <param name="Aggregates">What it holds; empty when it does not tell.</param>
    /// <param name="Groups">The groups of projections that run there.</param>
    internal sealed record Member(string Address, string Status, bool Reachable, IReadOnlyList<Held> Aggregates, IReadOnlyList<string> Groups);

    internal sealed record Held(string Name);

    private sealed record Membership(IReadOnlyList<Member> Members);
}
