// The recipes are those of the public code, and each can be built.

using System.Text.Json;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Training;
using Xunit;

namespace Hvae.Tests.Classifiers;

public sealed class ClassifierRecipeTests
{
    [Fact]
    public void Mnist_is_trained_with_Adadelta_and_a_rate_that_falls_each_epoch()
    {
        var settings = ClassifierRecipe.Mnist.Settings(ClassifierRecipe.PaperSeed);

        Assert.Equal(new TrainingSettings(14, 64, 1, 1) { Optimisation = Optimisation.Adadelta.StepEachEpoch(0.7) }, settings);
        Assert.Equal(Augmentation.None, ClassifierRecipe.Mnist.Augmentation);
    }

    [Fact]
    public void Svhn_and_Cifar10_are_trained_with_momentum_and_only_the_latter_anneals()
    {
        var svhn = ClassifierRecipe.Svhn.Settings(1);
        var cifar10 = ClassifierRecipe.Cifar10.Settings(1);

        Assert.Equal(new TrainingSettings(14, 256, 0.01, 1) { Optimisation = Optimisation.Sgd(0.9, 5e-4) }, svhn);
        Assert.Equal(svhn with { Optimisation = svhn.Optimisation.Cosine() }, cifar10);
        Assert.Equal(Augmentation.None, ClassifierRecipe.Svhn.Augmentation);
    }

    [Fact]
    public void Every_recipe_names_a_network_for_its_images()
    {
        foreach (var (recipe, image) in new[] { (ClassifierRecipe.Mnist, new ImageShape(1, 28, 28)),
            (ClassifierRecipe.Svhn, new(3, 32, 32)), (ClassifierRecipe.Cifar10, new(3, 32, 32)) })
        {
            using var classifier = ClassifierNetwork.Create(recipe.Network, image, 10);
            Assert.Equal(recipe.Network, classifier.GetName());
        }
    }

    [Fact]
    public void A_recipe_can_stand_in_a_configuration()
    {
        var text = JsonSerializer.Serialize(ClassifierRecipe.Cifar10);
        Assert.Equal(ClassifierRecipe.Cifar10, JsonSerializer.Deserialize<ClassifierRecipe>(text));
    }
}
