using System.Xml.Linq;

namespace Restaurant.Tests.Architecture;

/// <summary>Tests -> Api -> Projections -> Actors: the arrows that the compiler guards, as long as nobody turns one round. What measures stands apart.</summary>
public class ProjectReferenceTests
{
    [Theory]
    [InlineData("Restaurant.Actors")]
    [InlineData("Restaurant.Projections", "Restaurant.Actors")]
    [InlineData("Restaurant.Api", "Restaurant.Actors", "Restaurant.Projections")]
    [InlineData("Restaurant.Tests", "Restaurant.Api")]
    [InlineData("Restaurant.Benchmarks", "Restaurant.Api")]
    public void A_project_refers_to_those_below_it_alone(string project, params string[] references) => Assert.Equal(
        references,
        XDocument.Load(Path.Combine(Root(), project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order());

    [Fact]
    public void What_measures_is_not_in_the_solution() => Assert.DoesNotContain("Benchmarks", File.ReadAllText(Path.Combine(Root(), "Restaurant.sln")), StringComparison.Ordinal);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Restaurant.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no clone of the repository.");
    }
}
