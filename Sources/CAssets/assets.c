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
static const unsigned char head_html[] = {
#embed "Report/head.html" suffix(, )
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
static const unsigned char audit_html[] = {
#embed "Report/audit.html" suffix(, )
    0};
static const unsigned char audit_css[] = {
#embed "Report/audit.css" suffix(, )
    0};
static const unsigned char audit_js[] = {
#embed "Report/audit.js" suffix(, )
    0};
static const unsigned char charts_css[] = {
#embed "Charts/charts.css" suffix(, )
    0};
static const unsigned char charts_js[] = {
#embed "Charts/charts.js" suffix(, )
    0};
static const unsigned char chart_lines_js[] = {
#embed "Charts/lines.js" suffix(, )
    0};
static const unsigned char chart_layers_js[] = {
#embed "Charts/layers.js" suffix(, )
    0};
static const unsigned char chart_shares_js[] = {
#embed "Charts/shares.js" suffix(, )
    0};
static const unsigned char chart_histograms_js[] = {
#embed "Charts/histograms.js" suffix(, )
    0};
static const unsigned char chart_maps_js[] = {
#embed "Charts/maps.js" suffix(, )
    0};
static const unsigned char chart_bars_js[] = {
#embed "Charts/bars.js" suffix(, )
    0};
static const unsigned char chart_tensors_js[] = {
#embed "Charts/tensors.js" suffix(, )
    0};
static const unsigned char lab_html[] = {
#embed "Lab/lab.html" suffix(, )
    0};
static const unsigned char lab_css[] = {
#embed "Lab/lab.css" suffix(, )
    0};
static const unsigned char lab_state_js[] = {
#embed "Lab/state.js" suffix(, )
    0};
static const unsigned char lab_server_js[] = {
#embed "Lab/server.js" suffix(, )
    0};
static const unsigned char lab_controls_js[] = {
#embed "Lab/controls.js" suffix(, )
    0};
static const unsigned char lab_findings_js[] = {
#embed "Lab/findings.js" suffix(, )
    0};
static const unsigned char lab_charts_live_js[] = {
#embed "Lab/charts-live.js" suffix(, )
    0};
static const unsigned char lab_phase_js[] = {
#embed "Lab/phase.js" suffix(, )
    0};
static const unsigned char lab_training_js[] = {
#embed "Lab/training.js" suffix(, )
    0};
static const unsigned char lab_tour_js[] = {
#embed "Lab/tour.js" suffix(, )
    0};
static const unsigned char lab_fans_js[] = {
#embed "Lab/fans.js" suffix(, )
    0};
static const unsigned char lab_explanations_js[] = {
#embed "Lab/explanations.js" suffix(, )
    0};
static const unsigned char lab_explanation_figures_js[] = {
#embed "Lab/explanation-figures.js" suffix(, )
    0};
static const unsigned char lab_main_js[] = {
#embed "Lab/main.js" suffix(, )
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
xv_asset xv_head_html(void) { return (xv_asset){head_html, SIZE(head_html)}; }
xv_asset xv_report_html(void) { return (xv_asset){report_html, SIZE(report_html)}; }
xv_asset xv_report_css(void) { return (xv_asset){report_css, SIZE(report_css)}; }
xv_asset xv_report_js(void) { return (xv_asset){report_js, SIZE(report_js)}; }
xv_asset xv_common_js(void) { return (xv_asset){common_js, SIZE(common_js)}; }
xv_asset xv_check_html(void) { return (xv_asset){check_html, SIZE(check_html)}; }
xv_asset xv_check_css(void) { return (xv_asset){check_css, SIZE(check_css)}; }
xv_asset xv_check_js(void) { return (xv_asset){check_js, SIZE(check_js)}; }
xv_asset xv_audit_html(void) { return (xv_asset){audit_html, SIZE(audit_html)}; }
xv_asset xv_audit_css(void) { return (xv_asset){audit_css, SIZE(audit_css)}; }
xv_asset xv_audit_js(void) { return (xv_asset){audit_js, SIZE(audit_js)}; }
xv_asset xv_charts_css(void) { return (xv_asset){charts_css, SIZE(charts_css)}; }
xv_asset xv_charts_js(void) { return (xv_asset){charts_js, SIZE(charts_js)}; }
xv_asset xv_chart_lines_js(void) { return (xv_asset){chart_lines_js, SIZE(chart_lines_js)}; }
xv_asset xv_chart_layers_js(void) { return (xv_asset){chart_layers_js, SIZE(chart_layers_js)}; }
xv_asset xv_chart_shares_js(void) { return (xv_asset){chart_shares_js, SIZE(chart_shares_js)}; }
xv_asset xv_chart_histograms_js(void) { return (xv_asset){chart_histograms_js, SIZE(chart_histograms_js)}; }
xv_asset xv_chart_maps_js(void) { return (xv_asset){chart_maps_js, SIZE(chart_maps_js)}; }
xv_asset xv_chart_bars_js(void) { return (xv_asset){chart_bars_js, SIZE(chart_bars_js)}; }
xv_asset xv_chart_tensors_js(void) { return (xv_asset){chart_tensors_js, SIZE(chart_tensors_js)}; }
xv_asset xv_lab_html(void) { return (xv_asset){lab_html, SIZE(lab_html)}; }
xv_asset xv_lab_css(void) { return (xv_asset){lab_css, SIZE(lab_css)}; }
xv_asset xv_lab_state_js(void) { return (xv_asset){lab_state_js, SIZE(lab_state_js)}; }
xv_asset xv_lab_server_js(void) { return (xv_asset){lab_server_js, SIZE(lab_server_js)}; }
xv_asset xv_lab_controls_js(void) { return (xv_asset){lab_controls_js, SIZE(lab_controls_js)}; }
xv_asset xv_lab_findings_js(void) { return (xv_asset){lab_findings_js, SIZE(lab_findings_js)}; }
xv_asset xv_lab_charts_live_js(void) { return (xv_asset){lab_charts_live_js, SIZE(lab_charts_live_js)}; }
xv_asset xv_lab_phase_js(void) { return (xv_asset){lab_phase_js, SIZE(lab_phase_js)}; }
xv_asset xv_lab_training_js(void) { return (xv_asset){lab_training_js, SIZE(lab_training_js)}; }
xv_asset xv_lab_tour_js(void) { return (xv_asset){lab_tour_js, SIZE(lab_tour_js)}; }
xv_asset xv_lab_fans_js(void) { return (xv_asset){lab_fans_js, SIZE(lab_fans_js)}; }
xv_asset xv_lab_explanations_js(void) { return (xv_asset){lab_explanations_js, SIZE(lab_explanations_js)}; }
xv_asset xv_lab_explanation_figures_js(void) { return (xv_asset){lab_explanation_figures_js, SIZE(lab_explanation_figures_js)}; }
xv_asset xv_lab_main_js(void) { return (xv_asset){lab_main_js, SIZE(lab_main_js)}; }
xv_asset xv_recipe_bert(void) { return (xv_asset){recipe_bert, SIZE(recipe_bert)}; }
xv_asset xv_recipe_gpt2(void) { return (xv_asset){recipe_gpt2, SIZE(recipe_gpt2)}; }
xv_asset xv_recipe_llama(void) { return (xv_asset){recipe_llama, SIZE(recipe_llama)}; }
xv_asset xv_recipe_resnet(void) { return (xv_asset){recipe_resnet, SIZE(recipe_resnet)}; }
xv_asset xv_recipe_vit(void) { return (xv_asset){recipe_vit, SIZE(recipe_vit)}; }
