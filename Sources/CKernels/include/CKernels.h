// Fill, activation, loss and optimizer loops in C.
//
// Every loop exists once as source and is compiled for several instruction sets (portable C, AVX2 with FMA,
// AVX-512); the widest one that the processor has is chosen at run time. All arithmetic is IEEE float32 in a
// fixed order with explicit fused multiply-adds, so every instruction set gives the same bits.
#pragma once

#include "Activations.h"
#include "Channels.h"
#include "Broadcasting.h"
#include "Copies.h"
#include "Dependents.h"
#include "Elements.h"
#include "Examples.h"
#include "InstructionSets.h"
#include "LocalGradients.h"
#include "Losses.h"
#include "Maps.h"
#include "NormalizationGradients.h"
#include "Normalizations.h"
#include "Optimizers.h"
#include "Orthogonal.h"
#include "Pooling.h"
#include "ProductGradients.h"
#include "Random.h"
#include "Reductions.h"
#include "Rows.h"
#include "Softmax.h"
#include "Threads.h"
#include "Walks.h"
