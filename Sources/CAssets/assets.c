// The embedded files, by C23 #embed. An empty file gives an asset of size 0.
#include "CAssets.h"

// The byte after the last keeps an empty file from making an array of no elements.
#define SIZE(array) (sizeof(array) - 1)

static const unsigned char train_images[] = {
#embed "Optdigits/optdigits-train-images-idx3-ubyte.gz" suffix(, )
    0};
static const unsigned char train_labels[] = {
#embed "Optdigits/optdigits-train-labels-idx1-ubyte.gz" suffix(, )
    0};
static const unsigned char test_images[] = {
#embed "Optdigits/optdigits-test-images-idx3-ubyte.gz" suffix(, )
    0};
static const unsigned char test_labels[] = {
#embed "Optdigits/optdigits-test-labels-idx1-ubyte.gz" suffix(, )
    0};
static const unsigned char report_html[] = {
#embed "Report/report.html" suffix(, )
    0};
static const unsigned char report_css[] = {
#embed "Report/report.css" suffix(, )
    0};
static const unsigned char report_js[] = {
#embed "Report/report.js" suffix(, )
    0};
static const unsigned char common_js[] = {
#embed "Report/common.js" suffix(, )
    0};
static const unsigned char check_html[] = {
#embed "Report/check.html" suffix(, )
    0};
static const unsigned char check_css[] = {
#embed "Report/check.css" suffix(, )
    0};
static const unsigned char check_js[] = {
#embed "Report/check.js" suffix(, )
    0};
static const unsigned char recipe_bert[] = {
#embed "Recipes/bert.yaml" suffix(, )
    0};
static const unsigned char recipe_gpt2[] = {
#embed "Recipes/gpt2.yaml" suffix(, )
    0};
static const unsigned char recipe_llama[] = {
#embed "Recipes/llama.yaml" suffix(, )
    0};
static const unsigned char recipe_resnet[] = {
#embed "Recipes/resnet.yaml" suffix(, )
    0};
static const unsigned char recipe_vit[] = {
#embed "Recipes/vit.yaml" suffix(, )
    0};

xv_asset xv_optdigits_train_images(void) { return (xv_asset){train_images, SIZE(train_images)}; }
xv_asset xv_optdigits_train_labels(void) { return (xv_asset){train_labels, SIZE(train_labels)}; }
xv_asset xv_optdigits_test_images(void) { return (xv_asset){test_images, SIZE(test_images)}; }
xv_asset xv_optdigits_test_labels(void) { return (xv_asset){test_labels, SIZE(test_labels)}; }
xv_asset xv_report_html(void) { return (xv_asset){report_html, SIZE(report_html)}; }
xv_asset xv_report_css(void) { return (xv_asset){report_css, SIZE(report_css)}; }
xv_asset xv_report_js(void) { return (xv_asset){report_js, SIZE(report_js)}; }
xv_asset xv_common_js(void) { return (xv_asset){common_js, SIZE(common_js)}; }
xv_asset xv_check_html(void) { return (xv_asset){check_html, SIZE(check_html)}; }
xv_asset xv_check_css(void) { return (xv_asset){check_css, SIZE(check_css)}; }
xv_asset xv_check_js(void) { return (xv_asset){check_js, SIZE(check_js)}; }
xv_asset xv_recipe_bert(void) { return (xv_asset){recipe_bert, SIZE(recipe_bert)}; }
xv_asset xv_recipe_gpt2(void) { return (xv_asset){recipe_gpt2, SIZE(recipe_gpt2)}; }
xv_asset xv_recipe_llama(void) { return (xv_asset){recipe_llama, SIZE(recipe_llama)}; }
xv_asset xv_recipe_resnet(void) { return (xv_asset){recipe_resnet, SIZE(recipe_resnet)}; }
xv_asset xv_recipe_vit(void) { return (xv_asset){recipe_vit, SIZE(recipe_vit)}; }
